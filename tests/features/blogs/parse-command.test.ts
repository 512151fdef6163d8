import { expect, test } from 'vitest'
import { parseCommand } from '../../../src/features/blogs/pages/search/parse-command.ts'

test.for([
  ['retry failed scrapes', { verb: 'retry', kind: 'full_scrape' }],
  ['Retry all failed tasks', { verb: 'retry', kind: undefined }],
  ['retry failed follower checks', { verb: 'retry', kind: 'relation_check' }],
  ['повторить неудачные чтения', { verb: 'retry', kind: 'full_scrape' }],
  ['повторить неудачные задачи', { verb: 'retry', kind: undefined }],
  ['pause discovery', { verb: 'pause', kind: 'discover' }],
  ['приостановить поиск', { verb: 'pause', kind: 'discover' }],
  ['resume the analyses', { verb: 'resume', kind: 'ai_analysis' }],
  ['возобновить переводы', { verb: 'resume', kind: 'translate_post' }],
  ['add @Aigerim.K to Spring 2027', { verb: 'add', username: 'aigerim.k', list: 'Spring 2027' }],
  ['добавить aigerim в Весна', { verb: 'add', username: 'aigerim', list: 'Весна' }],
  ['refresh @natgeo', { verb: 'refresh', username: 'natgeo' }],
  ['обновить @natgeo', { verb: 'refresh', username: 'natgeo' }],
  ['new post', { verb: 'write' }],
  ['новая публикация', { verb: 'write' }],
  ['сәтсіз оқуларды қайталау', { verb: 'retry', kind: 'full_scrape' }],
  ['Барлық сәтсіз тапсырманы қайталау', { verb: 'retry', kind: undefined }],
  ['іздестіруді кідірту', { verb: 'pause', kind: 'discover' }],
  ['аудармаларды жалғастыру', { verb: 'resume', kind: 'translate_post' }],
  ['@aigerim Көктем 2027 тізіміне қосу', { verb: 'add', username: 'aigerim', list: 'Көктем 2027' }],
  ['@natgeo жаңарту', { verb: 'refresh', username: 'natgeo' }],
  ['қайталау', { verb: 'retry', kind: undefined }],
  ['жаңа жазба', { verb: 'write' }],
  // Names and words that people look for are no commands.
  ['pause', undefined],
  ['retry bananas', undefined],
  ['pause discovery bananas', undefined],
  ['refresh natgeo', undefined],
  ['add', undefined],
  ['Алматы мама', undefined],
  ['кітап оқу', undefined],
  ['қайталау керек', undefined],
  ['', undefined],
] as const)('%s asks for %j', ([text, command]) => {
  expect(parseCommand(text)).toEqual(command)
})
