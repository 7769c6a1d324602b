import type { ComponentChildren } from 'preact'

/** Shown where there is nothing yet: what this place is for and what to do next. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="card empty">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** A command to copy. */
export const Command = ({ children }: { children: string }) => <code class="command">{children}</code>
