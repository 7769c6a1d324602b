/**
 * The click id that the browser inside Meta's own apps keeps for a page, for when the address lost it on the way. iOS
 * answers a message, Android (Facebook from version 397, Instagram from 264) a request; other browsers have neither.
 * https://github.com/facebook/capi-param-builder
 */
export interface Asked {
  readonly navigator: { readonly userAgent: string }
  readonly webkit?: { messageHandlers: { browserProperties: { postMessage(what: string): Promise<unknown> } } }
  readonly XMLHttpRequest: new () => XMLHttpRequest
}

/** `found` hears of it, if there is one. Throws where the app's own interface does. */
export function askApp({ navigator, webkit, XMLHttpRequest }: Asked, found: (id: string) => void): void {
  const hear = (id: unknown) => void (/^[\w%+~=*-]{1,500}$/.test(id as string) && found(id as string))
  if (webkit) webkit.messageHandlers.browserProperties.postMessage('clickID').then((id) => id && hear(id))
  else if (knows(navigator.userAgent)) {
    const request = new XMLHttpRequest()
    request.onload = () => hear(request.responseText)
    request.open('GET', 'properties://browser/clickID')
    request.send()
  }
}

export function knows(agent: string): boolean {
  const [, instagram, version] = /Android.*(?:FBAV\/|(Instagram) )(\d+)/.exec(agent) || []
  return +version! >= (instagram ? 264 : 397)
}
