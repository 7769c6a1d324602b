import { adapter, answerOf } from '../adapter.ts'

/**
 * V3 answers by a promise, V2 at once or by a promise. Only what a visitor chose counts as an answer; V3 may say that it
 * need not ask. `names`: services, by name or id; of those that are there all must be allowed.
 * https://docs.usercentrics.com/
 */
adapter('usercentrics', {
  on: 'UC_UI_INITIALIZED UC_UI_CMP_EVENT UC_CONSENT',
  ask({ __ucCmp, UC_UI }, tell) {
    const asked = __ucCmp ? __ucCmp.getConsentDetails() : UC_UI && UC_UI.getServicesBaseInfo()
    if (!asked) return
    // V2's two answers belong together: taken at one moment.
    const consent = __ucCmp ? undefined : { type: UC_UI.isConsentRequired() ? '' : 'EXPLICIT' }
    Promise.resolve(asked).then(
      (found) => tell(consent ? { consent, services: found } : found),
      () => {},
    )
  },
  read({ __ucCmp, UC_UI }, told, names) {
    if (!told) return (__ucCmp || UC_UI) && 'wait'
    const { consent, services } = told
    if (consent.type !== 'EXPLICIT') return consent.required === false ? 'free' : 'wait'
    const ours = Object.entries<any>(services).filter(([id, one]) => [id, one.id, one.name].some((is) => names.includes(is)))
    const given = ours.map(([, one]) => one.consent.given ?? one.consent.status)
    return answerOf(given[0] && !given.includes(false), true)
  },
})
