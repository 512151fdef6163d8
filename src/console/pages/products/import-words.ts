import { defineWords } from '../../words.ts'

/** Products from a file. */
export const importWords = defineWords({
  en: {
    open: 'From a file…',
    title: 'Products from a file',
    lead: 'For products that no post has brought, or while Instagram cannot be read.',
    hint: 'A line with the address or the number of a product that you have changes it; another one adds a product. A faulty line is named and costs no other.',
    file: 'File (CSV)',
    columns: 'The columns are those of the export for spreadsheets, such as',
    submit: 'Bring them in',
    counts: '{created} added, {changed} changed, {unchanged} unchanged, {invalid} not taken',
    line: 'Line {n}',
    is_created: 'Added',
    is_changed: 'Changed',
    is_unchanged: 'Unchanged',
    is_invalid: 'Not taken',
    more: { one: 'and {n} more line', other: 'and {n} more lines' },
    tooLarge: 'The file is larger than 4 MB: split it.',
    unreadable:
      'The encoding of this file is not recognised. In Excel, save it as “CSV UTF-8”; in an editor, as UTF-8.',
    nothingGiven: 'Choose a store and a file.',
  },
  ru: {
    open: 'Из файла…',
    title: 'Товары из файла',
    lead: 'Для товаров, которых нет в постах, или пока Instagram нельзя прочитать.',
    hint: 'Строка с адресом или номером вашего товара изменит его, другая добавит товар. Ошибочная строка будет названа и не помешает остальным.',
    file: 'Файл (CSV)',
    columns: 'Столбцы те же, что в экспорте для таблиц, например',
    submit: 'Загрузить',
    counts:
      'Добавлено {created}, изменено {changed}, без изменений {unchanged}, не взято {invalid}',
    line: 'Строка {n}',
    is_created: 'Добавлен',
    is_changed: 'Изменён',
    is_unchanged: 'Без изменений',
    is_invalid: 'Не взята',
    more: {
      one: 'и ещё {n} строка',
      few: 'и ещё {n} строки',
      many: 'и ещё {n} строк',
      other: 'и ещё {n} строки',
    },
    tooLarge: 'Файл больше 4 МБ: разделите его.',
    unreadable:
      'Кодировка файла не распознана. В Excel сохраните его как «CSV UTF-8», в редакторе — в UTF-8.',
    nothingGiven: 'Выберите магазин и файл.',
  },
})
