/** The report of a playbook on the disk, for programs and for people. */
import { writeNew } from '../../verifier/index.ts'
import { toJson } from '../output.ts'
import { writeFileAtomically } from '../profile.ts'
import type { PlaybookReport } from './report.ts'
import { reportPage } from './report-page.ts'

export interface ReportFiles {
  readonly json: string
  readonly page: string
  /** What other files of the playbook begin with. */
  readonly base: string
  save(report: PlaybookReport): Promise<void>
}

/** `file` ends in .json, and the page stands beside it. Nothing is replaced: the first saving makes both, later ones are of this report. */
export function openReportFiles(file: string): ReportFiles {
  const base = file.replace(/\.json$/, '')
  const page = `${base}.md`
  let isBegun = false
  return {
    ...{ json: file, page, base },
    async save(report) {
      const [json, text] = [`${toJson(report)}\n`, reportPage(report)]
      if (!isBegun) {
        await writeNew(file, new Uint8Array(), '--report')
        await writeNew(page, new Uint8Array(), '--report')
        isBegun = true
      }
      await writeFileAtomically(file, json)
      await writeFileAtomically(page, text)
    },
  }
}
