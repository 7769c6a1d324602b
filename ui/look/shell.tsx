import type { ComponentChildren } from 'preact'
import { Mark } from './icons.tsx'

export interface Tab {
  href: string
  name: string
  /** How many things there wait for attention; shown when above zero. */
  count?: number
}

interface ShellProps {
  name: string
  note: string
  home: string
  tabs: readonly Tab[]
  /** The `href` of the tab that the page belongs to. */
  current: string
  side?: ComponentChildren
  children: ComponentChildren
}

/** The frame of every page: whose page this is, where one can go, and the page itself. */
export function Shell({ name, note, home, tabs, current, side, children }: ShellProps) {
  return (
    <>
      <a class="skip" href="#main">Skip to content</a>
      <header class="shell-head">
        <div class="shell-bar">
          <a class="brand" href={home}>
            <Mark />
            <span><span class="brand-name">{name}</span><br /><span class="brand-note">{note}</span></span>
          </a>
          <div class="shell-side">{side}</div>
        </div>
        <nav class="tabs" aria-label="Pages">
          {tabs.map((tab) => <TabLink key={tab.href} {...tab} here={tab.href === current} />)}
        </nav>
      </header>
      <main class="shell-main" id="main">{children}</main>
    </>
  )
}

function TabLink({ href, name, count = 0, here }: Tab & { here: boolean }) {
  return (
    <a class="tab" href={href} aria-current={here ? 'page' : undefined}>
      {name}{count > 0 && <span class="tab-count">{count}</span>}
    </a>
  )
}

/** Whether the page still hears from its server. */
export function Pulse({ live }: { live: boolean | undefined }) {
  if (live === undefined) return <span class="pulse">Connecting</span>
  return <span class={`pulse ${live ? 'is-live' : 'is-lost'}`} role="status">{live ? 'Live' : 'Reconnecting'}</span>
}
