import type { ComponentChildren } from 'preact'

/** A part that may scroll by itself, and can therefore be reached and read by keyboard. */
export function ScrollRegion(props: { label: string; class?: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class={`scroll ${props.class ?? ''}`} aria-label={props.label} tabIndex={0}>
      {props.children}
    </section>
  )
}
