import type { ConsolePage } from '../../page.ts'
import { move, showMove } from './move.ts'
import { showCalendar } from './show.ts'
import { calendarWords } from './words.ts'

export const calendar: ConsolePage = {
  path: '/calendar',
  words: calendarWords,
  nav: { group: 'work', shape: 'schedule', scope: 'publishing:read' },
  routes: [
    { method: 'GET', path: '/calendar', handle: showCalendar },
    { method: 'GET', path: '/calendar/:id/move', handle: showMove },
    { method: 'POST', path: '/calendar/:id/move', handle: move },
  ],
}
