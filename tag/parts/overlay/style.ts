/** Applied as a constructed sheet: a page's policy on styles does not concern it. */
export const STYLE = `
:host { all: initial; color-scheme: light dark; position: fixed; z-index: 2147483647; inset: auto 12px 12px auto; width: min(420px, calc(100vw - 24px)) }
section { font: 14px/1.45 system-ui, sans-serif; color: #1b1b1f; background: #fff; border: 1px solid #b9bcc6; border-radius: 10px; box-shadow: 0 6px 24px #0004; max-height: min(70vh, 640px); display: flex; flex-direction: column }
header { display: flex; gap: 8px; align-items: center; padding: 8px 12px; border-bottom: 1px solid #d9dbe2 }
h2 { font-size: 14px; margin: 0; flex: 1 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1px 10px; margin: 0 }
dt { color: #55585f } dd { margin: 0; overflow-wrap: anywhere }
.state { padding: 8px 12px; border-bottom: 1px solid #d9dbe2 }
ol { list-style: none; margin: 0; padding: 0; overflow: auto }
li { padding: 8px 12px; border-bottom: 1px solid #ececf1 }
li strong { display: block }
ul { margin: 4px 0 0; padding-left: 18px; color: #a11212 }
ul li { padding: 0; border: 0 }
.none { padding: 12px; color: #55585f; margin: 0 }
form { display: grid; gap: 8px; padding: 12px }
input, button { font: inherit; color: inherit; background: transparent; border: 1px solid #8a8d96; border-radius: 6px; padding: 6px 10px; min-width: 0 }
button { cursor: pointer }
:focus-visible { outline: 3px solid #2f6fed; outline-offset: 1px }
[role=alert] { color: #a11212; margin: 0 }
@media (prefers-color-scheme: dark) {
  section { color: #ececf1; background: #1d1e23; border-color: #4a4d57 }
  header, .state, li { border-color: #35373f }
  dt, .none { color: #a9acb6 }
  ul, [role=alert] { color: #ff9c92 }
}`
