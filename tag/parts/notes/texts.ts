/** What each code of the core's notes means: where, what, and how to mend it. */
const TEXTS: Readonly<Record<string, (...about: unknown[]) => unknown[]>> = {
  name: () => ['event name: pass 1 to 100 characters'],
  params: (name) => [`${name}: pass an object`],
  missing: (name, field) => [`${name}: ${field} missing, Meta refuses it: pass ${field}`],
  identify: (key, keys) => [`identify: ${key} empty or unknown: pass ${keys}`],
  consent: () => ['consent: pass granted or denied'],
  failed: (verb, error) => [`${verb} unknown, or a fault in Tandem:`, error],
}

/** One note as the words of a line in the console; a code that has no text here stands for itself. */
export function textOf([code, ...about]: readonly unknown[]): unknown[] {
  return TEXTS[code as string]?.(...about) ?? [code, ...about]
}
