/** What the tag says in the console, and only when the site asked for it. Never a value of the visitor's. */
export interface Notes {
  /** One event's way, or a change of state, in one line. */
  say(line: string): void
  /** Something the page should mend: field, problem, cure. */
  warn(line: string): void
}

export function openNotes(debug: boolean, out: Pick<Console, 'info' | 'warn'>): Notes {
  return {
    say: (line) => debug && out.info('[tandem] ' + line),
    warn: (line) => debug && out.warn('[tandem] ' + line),
  }
}
