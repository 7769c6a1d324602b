/**
 * The click id that the browser inside Meta's own apps keeps for a page, for when the address lost it on the way. iOS
 * answers a message, Android (Facebook from version 397, Instagram from 264) a request; other browsers have neither.
 * https://github.com/facebook/capi-param-builder
 */
interface Asked {
  readonly navigator: { readonly userAgent: string }
  readonly webkit?: { messageHandlers?: { browserProperties?: { postMessage(what: string): unknown } } }
  readonly XMLHttpRequest: new () => XMLHttpRequest
}

const ID = /^[\w%+~=*-]{1,500}$/

/** `found` hears of it, if there is one. Throws where the app's own interface does. */
export function askApp(page: Asked, found: (id: string) => void): void {
  const hear = (id: unknown) => void (ID.test(id as string) && typeof id === 'string' && found(id))
  const ios = page.webkit?.messageHandlers?.browserProperties
  if (ios) void Promise.resolve(ios.postMessage('clickID')).then(hear, () => {})
  else if (knows(page.navigator.userAgent)) {
    const request = new page.XMLHttpRequest()
    request.onload = () => hear(request.responseText)
    request.open('GET', 'properties://browser/clickID')
    request.send()
  }
}

export function knows(agent: string): boolean {
  const [, facebook, instagram] = /Android.*(?:FBAV\/(\d+)|Instagram (\d+))/.exec(agent) || []
  return Number(facebook) >= 397 || Number(instagram) >= 264
}
