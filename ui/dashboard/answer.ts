// What a destination said, in a sentence. Meta answers JSON; what is kept of it may be cut short.
interface GraphError {
  code?: number
  error_subcode?: number
  error_user_title?: string
  error_user_msg?: string
  message?: string
}

/** Meta's own sentence with its code, or the text as it came. */
export function said(answer: string): string {
  const error = parse(answer)?.error
  if (!error) return answer
  const code = [error.code, error.error_subcode].filter(Boolean).join('/')
  return `${error.error_user_msg ?? error.error_user_title ?? error.message ?? 'An error without a message.'} (${code})`
}

/** Laid out to be read. */
export function pretty(answer: string): string {
  const told = parse(answer)
  return told ? JSON.stringify(told, null, 2) : answer
}

function parse(answer: string): { error?: GraphError } | undefined {
  try {
    return JSON.parse(answer)
  } catch {
    return undefined
  }
}
