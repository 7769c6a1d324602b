/** A sentence in which `backticks` mark code, as the API's descriptions are written. */
export function Prose({ children }: { children: string }) {
  return <>{children.split('`').map((part, index) => (index % 2 ? <code key={index}>{part}</code> : part))}</>
}
