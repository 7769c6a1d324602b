// The dashboard of the gateway: what arrived, from where, what became of it.
import { render } from 'preact'
import '../look/look.css'
import './dashboard.css'
import { Dashboard } from './dashboard.tsx'
import { listen } from './live.ts'
import { loadOrderBooks } from './orders.tsx'
import { followLinks } from './route.ts'
import { loadReasons } from './words.ts'

followLinks()
listen()
void loadReasons()
void loadOrderBooks()
render(<Dashboard />, document.getElementById('page')!)
