/** What happened to a field or a form: the kind of event, and where, from the innermost node outwards. */
export type Touch = readonly [type: string, path: readonly any[]]

export function isForm({ nodeName }: any): boolean {
  return /^form$/i.test(nodeName)
}
