// Small line icons, drawn on a 16 by 16 grid in the colour of the text beside them. All are decoration:
// the word next to an icon carries the meaning.
import type { ComponentChildren } from 'preact'

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.75"
      stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      {children}
    </svg>
  )
}

/** A window with its address bar. */
export const BrowserIcon = () => <Icon><rect x="1.5" y="2.5" width="13" height="11" rx="2" /><path d="M1.5 6.25h13" /></Icon>

/** Two stacked machines. */
export const ServerIcon = () => (
  <Icon><rect x="2" y="2" width="12" height="5" rx="1" /><rect x="2" y="9" width="12" height="5" rx="1" /><path d="M5 4.5h.01M5 11.5h.01" /></Icon>
)

export const CheckIcon = () => <Icon><path d="m3 8.5 3.5 3.5L13 4.5" /></Icon>
export const CrossIcon = () => <Icon><path d="m4 4 8 8m0-8-8 8" /></Icon>
export const NoticeIcon = () => <Icon><path d="M8 3v6.25M8 12.75h.01" /></Icon>

/** Two things that became one. */
export const MergedIcon = () => <Icon><path d="M3 3.5c0 3 1.5 4.5 5 4.5h5M3 12.5c0-3 1.5-4.5 5-4.5" /></Icon>

/** Tandem's mark: two wheels, one for each leg, and the part they share. */
export function Mark({ size = 36 }: { size?: number }) {
  return (
    <svg viewBox="0 0 36 36" width={size} height={size} fill="none" stroke-width="3.25" aria-hidden="true">
      <circle cx="13" cy="18" r="9" stroke="var(--browser)" />
      <circle cx="23" cy="18" r="9" stroke="var(--server)" />
      <circle cx="18" cy="18" r="2.5" fill="var(--ink)" />
    </svg>
  )
}
