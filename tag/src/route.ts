import { definitionOf, type Leg, type Settings } from './settings.ts'

/** Which legs an event takes, and whether it is a conversion: one that the Pixel must not be told twice. */
export type Route = Readonly<Record<Leg | 'once', boolean>>

const BOTH: readonly Leg[] = ['browser', 'server']

/** The dictionary names the legs (both, for an event it does not know); the site's mode may take one away. */
export function routeOf(name: string, settings: Pick<Settings, 'events' | 'mode' | 'pixels'>): Route {
  const legs = definitionOf(name, settings).legs || BOTH
  const server = legs.includes('server')
  return {
    browser: legs.includes('browser') && usesPixel(settings),
    server: server && settings.mode !== 'pixel_only',
    once: server,
  }
}

/** Whether this site loads Meta's library at all. */
export function usesPixel({ mode, pixels }: Pick<Settings, 'mode' | 'pixels'>): boolean {
  return mode !== 'api_only' && !!pixels[0]
}
