/**
 * Asks a Node package in the folder where it is installed: `node node_peers.cjs NAME FOLDER`.
 *
 * Speaks the protocol of `conformance/program.py`.
 */
'use strict'

const path = require('node:path')
const readline = require('node:readline')
const { createRequire } = require('node:module')

const [name, folder] = process.argv.slice(2)
const from = createRequire(path.join(path.resolve(folder), 'here.cjs'))

const NAMES = {
  em: 'email', ph: 'phone', fn: 'first_name', ln: 'last_name', ge: 'gender', db: 'date_of_birth',
  ct: 'city', st: 'state', zp: 'zip_code', country: 'country', external_id: 'external_id',
}

const SETTERS = {
  em: 'setEmail', ph: 'setPhone', fn: 'setFirstName', ln: 'setLastName', ge: 'setGender', db: 'setDateOfBirth',
  ct: 'setCity', st: 'setState', zp: 'setZip', country: 'setCountry', external_id: 'setExternalId',
}

const PEERS = {
  'capi-param-builder-nodejs'() {
    const { ParamBuilder } = from(name)
    const builder = new ParamBuilder([])
    return ({ key, input }) => builder.getNormalizedAndHashedPII(input, NAMES[key])
  },
  'facebook-nodejs-business-sdk'() {
    const { UserData } = from(name)
    return ({ key, input, country }) => {
      const person = new UserData()
      if (country) person.setCountry(country)
      person[SETTERS[key]](input)
      return person.normalize()[key]?.[0] ?? null
    }
  },
}

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

function answered(ask, question) {
  try {
    return { sent: ask(question) ?? null }
  } catch (problem) {
    return { raised: problem?.constructor?.name ?? 'Error' }
  }
}

function main() {
  let ask
  try {
    ask = PEERS[name]()
  } catch (problem) {
    const missing = problem.code === 'MODULE_NOT_FOUND' ? `not installed: npm install ${name}` : String(problem.message)
    return say({ missing })
  }
  say({ version: from(path.join(name, 'package.json')).version })
  readline.createInterface({ input: process.stdin }).on('line', (line) => say(answered(ask, JSON.parse(line))))
}

main()
