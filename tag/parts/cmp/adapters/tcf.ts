import { adapter, answerOf } from '../adapter.ts'

/** Store and access, profiles made and used, ads measured. Meta is no vendor of the IAB's list: none to look up. */
const PURPOSES = [1, 3, 4, 7]

/** Meta among the consented ids of Google's Additional Consent string: `2~43.89~dv.…`, `1~43.89`. */
const META = /^\d~([\d.]*\.)?89\b/

/**
 * IAB Transparency and Consent Framework 2.2 and 2.3. Its last valid word stands while its banner is open again.
 * `names`: anything there asks for Meta's id in the Additional Consent string too.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
adapter('tcf', {
  ask: ({ __tcfapi }, tell) =>
    __tcfapi &&
    (__tcfapi('addEventListener', 2, (data: any, heard: unknown) => {
      if (heard && (data.gdprApplies === false || /^(tcl|use)/.test(data.eventStatus))) tell(data)
    }),
    true),
  read({ __tcfapi }, told, names) {
    if (!told || told.gdprApplies == null) return __tcfapi && 'wait'
    if (!told.gdprApplies) return 'free'
    const allowed = PURPOSES.every((id) => told.purpose.consents[id])
    return answerOf(allowed && (!names[0] || META.test(told.addtlConsent)), true)
  },
})
