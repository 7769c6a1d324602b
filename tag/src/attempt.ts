/** What storage answers; nothing where the page is not allowed any: touching it throws in a sandboxed frame. */
export function attempt<T>(touch: () => T): T | undefined {
  try {
    return touch()
  } catch {
    return undefined
  }
}
