import { adapter } from '../adapter.ts'

/** The states of sections 8 to 27, in their order. */
const STATES = 'CAVACOUTCTFLMTORTXDEIANENHNJTNMNMDINKYRI'

/**
 * IAB Global Privacy Platform 1.1. Its last valid word stands while its banner is open again.
 * https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform
 */
adapter('gpp', {
  ask: ({ __gpp }, tell) =>
    __gpp &&
    (__gpp('addEventListener', ({ pingData }: any) => {
      if (pingData.signalStatus === 'ready') tell(pingData)
    }),
    true),
  read({ __gpp }, told) {
    if (!told) return __gpp && 'wait'
    // The fields are called the same in every section; the sections differ in which they have.
    const sections = JSON.stringify(told.parsedSections)
    if (/"(Sale|Sharing|TargetedAdvertising)OptOut":1|"Gpc":(1|true)|Sale":"Y|"1.Y/.test(sections)) return 'optout'
    // Sections 2 and 5, Europe and Canada, are consents: the TCF's to tell. Not to have opted out is no agreement.
    return told.applicableSections.some((id: number) => id === 2 || id === 5) ? 'wait' : 'free'
  },
  where({ applicableSections }) {
    const section = Math.max(...applicableSections)
    const state = 2 * section - 16
    return section < 6 ? '' : section < 8 ? 'US' : `US-${STATES.slice(state, state + 2)}`
  },
})
