import { words } from '../../../contracts/identity/genders.json'
import { any, country, db, em, external_id, ge, ph, st, zp } from '../../../contracts/identity/placeholders.json'

/**
 * The normal form of customer data, as `src/tandem/identity/normalise.py` makes it: what Meta's documentation asks for,
 * with the choices of contracts/meta/match_keys.json. Whatever takes a table of places or of the world's phone numbers to
 * read is left to the gateway: here it has no normal form, and the Pixel is not told.
 */
type Rule = (text: string, country: string | undefined) => string | false | undefined

const PLACEHOLDERS: Readonly<Record<string, readonly string[]>> = { country, db, em, external_id, ge, ph, st, zp }

const ADDRESS =
  /^(?=.{1,254}$)[^\s@"(),:;<>[\]\\]{1,64}@(?:[^\s@"(),:;<>[\]\\.!#$%&'*+/=?^_`{|}~]{1,63}\.)+(?!\d+$)[^\s@"(),:;<>[\]\\.!#$%&'*+/=?^_`{|}~]{2,63}$/

/** A country code of ITU-T E.164 and a number behind it that has no trunk zero. */
const PHONE =
  /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-69]\d|3[578]\d|42\d|5[09]\d|6[7-9]\d|8[0578]\d|9[679]\d)[1-9]\d{4,13}$/

const bare = (text: string) => text.replace(/[^\p{L}\p{M}\p{N}\u200c\u200d]/gu, '').normalize('NFC')
const named = (text: string) => /\p{L}/u.test(text) && bare(text)

const RULES: Readonly<Record<string, Rule>> = {
  em: (text) => ADDRESS.test(text) && text,
  fn: named,
  ln: named,
  ct: named,
  external_id: (text) => text.replace(/\s/g, ''),
  ge: (text) => Object.entries(words).find(([, known]) => known.includes(bare(text)))?.[0],
  ph(text) {
    const digits = text.replace(/[\s().\-/]/g, '').slice(1)
    const made_up = /(\d)\1{7}$/.test(digits) || ['01234567890123456789', '98765432109876543210'].some((run) => run.includes(digits.slice(-9)))
    return text[0] === '+' && !text.includes('(0') && digits.length > 7 && digits.length < 16 && PHONE.test(digits) && !made_up && digits
  },
  db(text) {
    const [, year, , month, day] = /^(\d{4})([-/.]?)(\d\d)\2(\d\d)$/.exec(text) || []
    const born = `${year}-${month}-${day}`
    const real = day && new Date(`${born}T00:00Z`)
    return real && +real < Date.now() && year! > '1899' && real.toISOString().startsWith(born) && year! + month + day
  },
  zp(text, country) {
    const code = bare(text)
    const us = country === 'us' || (!country && /^\d{9}$/.test(code))
    return us ? /^\d{5}(\d{4})?$/.test(code) && code.slice(0, 5) : /^(?=.*\d).{3,10}$/.test(code) && code
  },
  // Elsewhere the whole name; in the United States and in Canada two letters.
  st: (text, country) => (/^[a-z]{2}$/.test(bare(text)) || (country && !/us|ca/.test(country))) && bare(text),
  country(text) {
    const code = bare(text)
    return /^[a-z]{2}$/.test(code) && COUNTRIES.includes(code) && code
  },
}

/** Every code of ISO 3166-1. */
const COUNTRIES =
  'ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw'.split(
    ' ',
  )

/** What is hashed; nothing where only the gateway can tell, or where there is nothing to tell. */
export function normalOf(key: string, value: string, country?: string): string | undefined {
  const text = value.normalize('NFC').trim().toLowerCase().normalize('NFC')
  const nobody = (form: string) => any.includes(form) || PLACEHOLDERS[key]?.includes(form)
  const home = country && RULES.country!(country.toLowerCase(), undefined)
  const normal = !nobody(text) && RULES[key]?.(text, home || undefined)
  return normal && !nobody(normal) ? normal : undefined
}
