import type { ComponentChildren } from 'preact'
import { BrowserIcon, CheckIcon, CrossIcon, MergedIcon, NoticeIcon, ServerIcon } from './icons.tsx'

export type BadgeKind = 'browser' | 'server' | 'counted' | 'merged' | 'refused' | 'notice' | 'plain'

const ICONS = {
  browser: BrowserIcon,
  server: ServerIcon,
  counted: CheckIcon,
  merged: MergedIcon,
  refused: CrossIcon,
  notice: NoticeIcon,
  plain: null,
} as const

/** A word with a shape and a colour. Browser is round, Server is square: they differ without colour too. */
export function Badge({ kind, children }: { kind: BadgeKind; children: ComponentChildren }) {
  const Icon = ICONS[kind]
  return <span class={`badge is-${kind}`}>{Icon && <Icon />}{children}</span>
}

export const BrowserBadge = () => <Badge kind="browser">Browser</Badge>
export const ServerBadge = () => <Badge kind="server">Server</Badge>
