import type { Dataset } from '../../data/dataset.ts'
import { loadGradients } from '../load-gradients.ts'
import type { ClippingModel } from './clipping-model.ts'
import type { ClippingSettings } from './clipping-settings.ts'
import { openDenseClipping } from './dense-clipping.ts'
import { openLayersClipping } from './layers-clipping.ts'

/** A model of either kind for data that fits it. */
export async function openClippingModel(
  settings: ClippingSettings,
  dataset: Dataset,
): Promise<ClippingModel> {
  const { spec } = settings
  if (spec.family !== 'layers') return openDenseClipping({ ...settings, spec }, dataset)
  await loadGradients()
  return openLayersClipping({ ...settings, spec }, dataset)
}
