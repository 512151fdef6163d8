import { command, query, word } from '../../cli/command.ts'
import { CREATOR } from '../../cli/creator-options.ts'
import { PAGE, flag, text, texts } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { UsageError } from '../../cli/usage-error.ts'
import type { Declaration } from '../declaration.ts'

const CATEGORY = {
  name: 'CATEGORY',
  about: 'its name or one of its words, see gramd categories list',
  field: 'category',
}

export const categoriesDeclaration = {
  name: 'categories',
  commands: [
    command({
      name: 'categories list',
      summary: 'what creators are about, with how many are',
      options: PAGE,
      view: { columns: ['name', 'creators', 'primary_creators', 'synonyms'] },
      run: async (api, { options }) => await api.send('GET', query('/api/categories', options)),
    }),
    command({
      name: 'categories show',
      summary: 'one category, with the topics that were guessed into it',
      words: [CATEGORY],
      run: async (api, input) => await api.send('GET', `/api/categories/${word(input, 0)}`),
    }),
    command({
      name: 'categories add',
      summary: 'make a category',
      words: [{ name: 'NAME', about: 'what it is called', field: 'name' }],
      options: { synonyms: texts('WORD', 'other words for it, in any language') },
      view: { says: (_, { words }) => `Made the category '${words[0]}'.` },
      run: async (api, { words, options }) =>
        await api.send('POST', '/api/categories', { name: words[0], synonyms: options.synonyms }),
    }),
    command({
      name: 'categories rename',
      summary: 'give a category another name; the old one becomes a synonym',
      words: [CATEGORY, { name: 'NAME', about: 'its new name', field: 'name' }],
      view: { says: (_, { words }) => `'${words[0]}' is called '${words[1]}' now.` },
      run: async (api, input) =>
        await api.send('PATCH', `/api/categories/${word(input, 0)}`, { name: input.words[1] }),
    }),
    command({
      name: 'categories merge',
      summary: 'move the creators and words of a category into another',
      words: [CATEGORY, { name: 'INTO', about: 'the category that stays', field: 'into' }],
      confirm: ({ words }) => `Merge '${words[0]}' into '${words[1]}'? It cannot be undone.`,
      view: {
        says: (answer, { words }) =>
          `Merged '${words[0]}' into '${words[1]}', which has ${counted(fieldAt(answer, 'creators'), 'creator')} now.`,
      },
      run: async (api, input) =>
        await api.send('POST', `/api/categories/${word(input, 0)}/merge`, { into: input.words[1] }),
    }),
    command({
      name: 'categories remove',
      summary: 'remove a category; topics that fit no other become unknown',
      words: [CATEGORY],
      confirm: ({ words }) => `Remove the category '${words[0]}' and its words?`,
      view: { says: (_, { words }) => `Removed the category '${words[0]}'.` },
      run: async (api, input) => await api.send('DELETE', `/api/categories/${word(input, 0)}`),
    }),
    command({
      name: 'blogs category',
      summary: "correct a creator's category; '' leaves it to the model again",
      words: [CREATOR, { name: 'CATEGORY', about: 'by name or synonym', field: 'category' }],
      view: { fields: ['given.category', 'topics'] },
      run: async (api, input) =>
        await api.send('PUT', `/api/blogs/${word(input, 0)}/category`, {
          category: input.words[1] === '' ? null : input.words[1],
        }),
    }),
    command({
      name: 'topics unknown',
      summary: 'topics of creators that fit no category',
      options: { ignored: flag('those that are ignored instead'), ...PAGE },
      view: {
        columns: ['topic', 'creators', 'primary_creators', 'last_seen_at'],
        empty: 'Every topic has a category.',
      },
      run: async (api, { options: { ignored, ...page } }) =>
        await api.send(
          'GET',
          query('/api/topics/unknown', { ignored: ignored ? 'true' : undefined, ...page }),
        ),
    }),
    command({
      name: 'topics map',
      summary: 'say which category a topic means, that it means none, or that it is to be matched',
      words: [{ name: 'TOPIC', about: 'see gramd topics unknown', field: 'topic' }],
      options: {
        category: text('CATEGORY', 'the category that it means'),
        ignore: flag('it means none'),
        unignore: flag('match it again'),
      },
      view: {
        says: (answer, { words }) =>
          `'${words[0]}' ${meaningOf(answer)}; ${counted(fieldAt(answer, 'creators'), 'creator')} changed.`,
      },
      async run(api, { words, options: { category, ignore, unignore } }) {
        if ([category !== undefined, ignore, unignore].filter(Boolean).length !== 1)
          throw new UsageError('give exactly one of --category, --ignore and --unignore')
        return await api.send('POST', '/api/topics/map', {
          topic: words[0],
          category,
          ignore: category === undefined ? ignore : undefined,
        })
      },
    }),
  ],
} as const satisfies Declaration

function meaningOf(answer: unknown): string {
  const category = fieldAt(answer, 'category')
  if (typeof category === 'string') return `means '${category}'`
  return fieldAt(answer, 'is_ignored') === true ? 'is ignored' : 'is matched again'
}
