import { actOperations } from './acts.ts'
import { agendaOperations } from './agenda.ts'
import { boardOperations } from './board.ts'
import { calendarOperations } from './calendar.ts'
import { captionOperations } from './captions.ts'
import { languageOperations } from './language.ts'
import { limitOperations } from './limits.ts'
import { postOperations } from './posts.ts'

export const operations = {
  ...postOperations,
  ...agendaOperations,
  ...boardOperations,
  ...calendarOperations,
  ...captionOperations,
  ...languageOperations,
  ...limitOperations,
  ...actOperations,
}
