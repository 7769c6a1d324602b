import { adapter, answerOf } from '../adapter.ts'

/**
 * `names`: services of which all must be saved as allowed; what is only ticked is no answer yet.
 * https://klaro.org/docs/
 */
adapter('klaro', {
  ask: ({ klaro }, tell) => klaro && (klaro.getManager().watch({ update: tell }), true),
  read({ klaro }, _, names) {
    if (!klaro) return
    const { confirmed, savedConsents } = klaro.getManager()
    return answerOf(confirmed && names.every((name) => savedConsents[name]), confirmed)
  },
})
