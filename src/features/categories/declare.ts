import { CREATOR } from '../../cli/creator-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { flag } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { UsageError } from '../../cli/usage-error.ts'
import type { Declaration } from '../declaration.ts'

const CATEGORY = {
  name: 'CATEGORY',
  about: 'its name or one of its words, see gramd categories list',
} as const

export const categoriesDeclaration = {
  name: 'categories',
  commands: [
    operationCommand('listCategories', {
      name: 'categories list',
      summary: 'what creators are about, with how many are',
      view: { columns: ['name', 'creators', 'primary_creators', 'synonyms'] },
    }),
    operationCommand('getCategory', {
      name: 'categories show',
      summary: 'one category, with the topics that were guessed into it',
      words: { category: CATEGORY },
    }),
    operationCommand('createCategory', {
      name: 'categories add',
      summary: 'make a category',
      words: { name: { about: 'what it is called' } },
      options: { synonyms: { value: 'WORD', about: 'other words for it, in any language' } },
      view: { says: (_, { words }) => `Made the category '${words[0]}'.` },
    }),
    operationCommand('updateCategory', {
      name: 'categories rename',
      summary: 'give a category another name; the old one becomes a synonym',
      words: { category: CATEGORY, name: { about: 'its new name' } },
      options: { synonyms: false },
      view: { says: (_, { words }) => `'${words[0]}' is called '${words[1]}' now.` },
    }),
    operationCommand('mergeCategory', {
      name: 'categories merge',
      summary: 'move the creators and words of a category into another',
      words: { category: CATEGORY, into: { about: 'the category that stays' } },
      confirm: ({ words }) => `Merge '${words[0]}' into '${words[1]}'? It cannot be undone.`,
      view: {
        says: (answer, { words }) =>
          `Merged '${words[0]}' into '${words[1]}', which has ${counted(fieldAt(answer, 'creators'), 'creator')} now.`,
      },
    }),
    operationCommand('deleteCategory', {
      name: 'categories remove',
      summary: 'remove a category; topics that fit no other become unknown',
      words: { category: CATEGORY },
      confirm: ({ words }) => `Remove the category '${words[0]}' and its words?`,
      view: { says: (_, { words }) => `Removed the category '${words[0]}'.` },
    }),
    operationCommand('setBlogCategory', {
      name: 'blogs category',
      summary: "correct a creator's category; '' leaves it to the model again",
      words: { id: CREATOR, category: {} },
      view: { fields: ['manual.category', 'topics'] },
      values: ({ words }) => (words[1] === '' ? { category: null } : {}),
    }),
    operationCommand('listUnknownTopics', {
      name: 'topics unknown',
      summary: 'topics of creators that fit no category',
      options: { ignored: { isSwitch: true } },
      view: {
        columns: ['topic', 'creators', 'primary_creators', 'last_seen_at'],
        empty: 'Every topic has a category.',
      },
    }),
    operationCommand('mapTopic', {
      name: 'topics map',
      summary: 'say which category a topic means, that it means none, or that it is to be matched',
      words: { topic: { about: 'see gramd topics unknown' } },
      options: {
        category: { value: 'CATEGORY', about: 'the category that it means' },
        ignore: { about: 'it means none', isSwitch: true },
      },
      own: { unignore: flag('match it again') },
      view: {
        says: (answer, { words }) =>
          `'${words[0]}' ${meaningOf(answer)}; ${counted(fieldAt(answer, 'creators'), 'creator')} changed.`,
      },
      values({ fields: { category, ignore }, options: { unignore } }) {
        if ([category !== undefined, ignore, unignore].filter(Boolean).length !== 1)
          throw new UsageError('give exactly one of --category, --ignore and --unignore')
        return unignore ? { ignore: false } : {}
      },
    }),
  ],
} as const satisfies Declaration

function meaningOf(answer: unknown): string {
  const category = fieldAt(answer, 'category')
  if (typeof category === 'string') return `means '${category}'`
  return fieldAt(answer, 'is_ignored') === true ? 'is ignored' : 'is matched again'
}
