// Writes contracts/identity/countries.json: every ISO 3166-1 country with its two codes and the names people type.
//
//   node tools/countries.mjs
//
// The codes are ISO 3166-1. The names come from Unicode CLDR by way of the JavaScript engine (Intl.DisplayNames), in
// the languages listed below; `extra` adds what people write and CLDR does not hold. A name that two countries share
// is given to neither; a short form of two Latin letters is taken only from `extra`.
import { writeFileSync } from 'node:fs'

const languages = ['en', 'ar', 'bg', 'ca', 'cs', 'da', 'de', 'el', 'es', 'et', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'id',
  'it', 'ja', 'ko', 'lt', 'lv', 'nb', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sv', 'th', 'tr', 'uk', 'vi', 'zh', 'zh-Hant']

const codes = `
ad:and ae:are af:afg ag:atg ai:aia al:alb am:arm ao:ago aq:ata ar:arg as:asm at:aut au:aus aw:abw ax:ala az:aze
ba:bih bb:brb bd:bgd be:bel bf:bfa bg:bgr bh:bhr bi:bdi bj:ben bl:blm bm:bmu bn:brn bo:bol bq:bes br:bra bs:bhs
bt:btn bv:bvt bw:bwa by:blr bz:blz ca:can cc:cck cd:cod cf:caf cg:cog ch:che ci:civ ck:cok cl:chl cm:cmr cn:chn
co:col cr:cri cu:cub cv:cpv cw:cuw cx:cxr cy:cyp cz:cze de:deu dj:dji dk:dnk dm:dma do:dom dz:dza ec:ecu ee:est
eg:egy eh:esh er:eri es:esp et:eth fi:fin fj:fji fk:flk fm:fsm fo:fro fr:fra ga:gab gb:gbr gd:grd ge:geo gf:guf
gg:ggy gh:gha gi:gib gl:grl gm:gmb gn:gin gp:glp gq:gnq gr:grc gs:sgs gt:gtm gu:gum gw:gnb gy:guy hk:hkg hm:hmd
hn:hnd hr:hrv ht:hti hu:hun id:idn ie:irl il:isr im:imn in:ind io:iot iq:irq ir:irn is:isl it:ita je:jey jm:jam
jo:jor jp:jpn ke:ken kg:kgz kh:khm ki:kir km:com kn:kna kp:prk kr:kor kw:kwt ky:cym kz:kaz la:lao lb:lbn lc:lca
li:lie lk:lka lr:lbr ls:lso lt:ltu lu:lux lv:lva ly:lby ma:mar mc:mco md:mda me:mne mf:maf mg:mdg mh:mhl mk:mkd
ml:mli mm:mmr mn:mng mo:mac mp:mnp mq:mtq mr:mrt ms:msr mt:mlt mu:mus mv:mdv mw:mwi mx:mex my:mys mz:moz na:nam
nc:ncl ne:ner nf:nfk ng:nga ni:nic nl:nld no:nor np:npl nr:nru nu:niu nz:nzl om:omn pa:pan pe:per pf:pyf pg:png
ph:phl pk:pak pl:pol pm:spm pn:pcn pr:pri ps:pse pt:prt pw:plw py:pry qa:qat re:reu ro:rou rs:srb ru:rus rw:rwa
sa:sau sb:slb sc:syc sd:sdn se:swe sg:sgp sh:shn si:svn sj:sjm sk:svk sl:sle sm:smr sn:sen so:som sr:sur ss:ssd
st:stp sv:slv sx:sxm sy:syr sz:swz tc:tca td:tcd tf:atf tg:tgo th:tha tj:tjk tk:tkl tl:tls tm:tkm tn:tun to:ton
tr:tur tt:tto tv:tuv tw:twn tz:tza ua:ukr ug:uga um:umi us:usa uy:ury uz:uzb va:vat vc:vct ve:ven vg:vgb vi:vir
vn:vnm vu:vut wf:wlf ws:wsm ye:yem yt:myt za:zaf zm:zmb zw:zwe`.trim().split(/\s+/).map((pair) => pair.split(':'))

const extra = {
  ae: ['UAE'], ag: ['Antigua and Barbuda'], ba: ['Bosnia', 'Bosnia and Herzegovina'], bn: ['Brunei Darussalam'],
  bo: ['Bolivia, Plurinational State of', 'Plurinational State of Bolivia'], bq: ['Bonaire, Sint Eustatius and Saba'],
  by: ['Belorussia'], cd: ['DR Congo', 'DRC', 'Democratic Republic of the Congo', 'Congo, The Democratic Republic of the'],
  cg: ['Republic of the Congo'], ci: ["Côte d'Ivoire", 'Ivory Coast'],
  cn: ["People's Republic of China", 'PRC', 'Mainland China'], cv: ['Cape Verde'], cz: ['Czech Republic'],
  de: ['Federal Republic of Germany', 'Bundesrepublik Deutschland', 'BRD'], es: ['Kingdom of Spain'],
  fk: ['Falkland Islands (Malvinas)'], fm: ['Micronesia, Federated States of', 'Federated States of Micronesia'],
  gb: ['UK', 'U.K.', 'Great Britain', 'Britain', 'England', 'Scotland', 'Wales', 'Northern Ireland',
    'United Kingdom of Great Britain and Northern Ireland'],
  gr: ['EL', 'Hellas'], gs: ['South Georgia and the South Sandwich Islands'], hk: ['Hong Kong'],
  hm: ['Heard Island and McDonald Islands'], ie: ['Republic of Ireland', 'Eire', 'Éire'],
  ir: ['Iran, Islamic Republic of', 'Islamic Republic of Iran'], kn: ['Saint Kitts and Nevis'],
  kp: ["Korea, Democratic People's Republic of", "Democratic People's Republic of Korea"],
  kr: ['Korea', 'Republic of Korea', 'Korea, Republic of', 'Korea (South)'], la: ["Lao People's Democratic Republic"],
  md: ['Moldova, Republic of', 'Republic of Moldova'], mf: ['Saint Martin (French part)'], mk: ['Macedonia', 'FYROM'],
  mm: ['Burma'], mo: ['Macau', 'Macao'], nl: ['The Netherlands', 'Holland'], pm: ['Saint Pierre and Miquelon'],
  ps: ['Palestine', 'Palestine, State of', 'State of Palestine'], ru: ['Russian Federation'],
  sh: ['Saint Helena, Ascension and Tristan da Cunha'], sj: ['Svalbard and Jan Mayen'], st: ['Sao Tome and Principe'],
  sx: ['Sint Maarten (Dutch part)'], sy: ['Syrian Arab Republic'], sz: ['Swaziland'], tc: ['Turks and Caicos Islands'],
  tl: ['East Timor'], tr: ['Turkey', 'Türkiye'], tt: ['Trinidad and Tobago'], tw: ['Taiwan, Province of China'],
  tz: ['Tanzania, United Republic of', 'United Republic of Tanzania'], um: ['United States Minor Outlying Islands'],
  us: ['U.S.', 'U.S.A.', 'United States of America', 'The United States', 'America', 'Estados Unidos de América'],
  va: ['Vatican', 'Holy See', 'Holy See (Vatican City State)'], vc: ['Saint Vincent and the Grenadines'],
  ve: ['Venezuela, Bolivarian Republic of', 'Bolivarian Republic of Venezuela'],
  vg: ['Virgin Islands, British', 'British Virgin Islands'],
  vi: ['US Virgin Islands', 'Virgin Islands, U.S.', 'Virgin Islands (U.S.)'], vn: ['Viet Nam'],
  wf: ['Wallis and Futuna'],
}

const displays = languages.flatMap((language) => ['long', 'short'].map((style) =>
  new Intl.DisplayNames([language], { type: 'region', style, fallback: 'none' })))
const fold = (name) => name.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{N}\p{M}]/gu, '')

const names = new Map(codes.map(([code]) => {
  const found = displays.map((display) => display.of(code.toUpperCase())).filter((name) => name && !/^\p{Script=Latin}{1,2}$/u.test(fold(name)))
  return [code, [...new Map([...found, ...(extra[code] ?? [])].map((name) => [fold(name), name])).values()]]
}))
const claims = new Map([['congo', new Set(['cd', 'cg'])]])
for (const [code, list] of names) for (const name of list) claims.set(fold(name), (claims.get(fold(name)) ?? new Set()).add(code))
const own = (code, name) => claims.get(fold(name)).size === 1 && !codes.some(([two, three]) => [two, three].includes(fold(name)) && two !== code)
for (const [name, who] of claims) if (who.size > 1) console.error('shared, given to neither:', name, [...who].join(' '))

const rows = codes.map(([code, three]) =>
  `    ${JSON.stringify(code)}: {"alpha3": ${JSON.stringify(three)}, "names": ${JSON.stringify(names.get(code).filter((name) => own(code, name)))}}`)
writeFileSync('contracts/identity/countries.json', `{
  "source": "Codes: ISO 3166-1. Names: Unicode CLDR ${process.versions.cldr} (Unicode License v3, www.unicode.org/license.txt, © 1991 and later Unicode, Inc.) and what people write. Made by tools/countries.mjs.",
  "date": "2026-11-22",
  "countries": {
${rows.join(',\n')}
  }
}
`)
