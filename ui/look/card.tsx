import type { ComponentChildren } from 'preact'

interface CardProps {
  title?: string
  aside?: ComponentChildren
  children: ComponentChildren
}

/** A titled sheet of paper: the unit every page is laid out in. */
export function Card({ title, aside, children }: CardProps) {
  return (
    <section class="card">
      {title && <div class="card-head"><h2>{title}</h2>{aside}</div>}
      <div class="card-body">{children}</div>
    </section>
  )
}

interface StatProps {
  name: string
  value: ComponentChildren
  note?: ComponentChildren
}

/** One figure with its name above and, if it needs one, its explanation below. Lives inside `<dl class="card stats">`. */
export function Stat({ name, value, note }: StatProps) {
  return (
    <div class="stat">
      <dt class="stat-name">{name}</dt>
      <dd class="figure">{value}</dd>
      {note && <dd class="stat-note">{note}</dd>}
    </div>
  )
}
