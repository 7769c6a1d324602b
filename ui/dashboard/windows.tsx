import { place, withQuery } from './route.ts'

const WINDOWS = [
  { hours: '1', name: 'Hour' },
  { hours: '24', name: 'Day' },
  { hours: '168', name: 'Week' },
  { hours: '720', name: '30 days' },
]

const USUAL = '24'

/** The window in hours, as the address has it. */
export const hours = (): string => place.value.query.get('hours') ?? USUAL

/** How far back to look. Each choice is an address. */
export function Windows() {
  const chosen = hours()
  return (
    <nav class="toolbar" aria-label="Window">
      <span class="small soft">The last</span>
      {WINDOWS.map(({ hours, name }) => (
        <a key={hours} class="button" href={withQuery({ hours: hours === USUAL ? '' : hours })}
          aria-current={hours === chosen ? 'true' : undefined}>{name}</a>
      ))}
    </nav>
  )
}
