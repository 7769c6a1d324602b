/** What this gives; nothing where it fails: touching storage throws in a sandboxed frame. The page comes first. */
export function attempt<T>(touch: () => T, failed?: (error: unknown) => void): T | undefined {
  try {
    return touch()
  } catch (error) {
    failed?.(error)
    return undefined
  }
}
