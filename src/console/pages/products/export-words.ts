import { defineWords } from '../../words.ts'

/** What a shop warns of in a product, by the API's code. */
export const exportWords = defineWords({
  en: {
    warn_title_in_capitals:
      'The title is in capitals: Meta warns of it. Write it as in a sentence.',
    warn_title_words_in_capitals:
      'Words in capitals in the title: Meta warns of them. Write them as in a sentence.',
    warn_title_is_description: 'The title is the same as the description. Describe the product.',
    warn_title_symbols: 'The title has !, * or ?. Take them out.',
    warn_title_emoji:
      'The title has emoji or special characters, which may look different elsewhere.',
    warn_title_advertises:
      'The title advertises. Say what the product is, and nothing of the offer.',
    warn_title_long: 'The title is longer than 65 characters: ads cut it.',
    warn_description_in_capitals:
      'The description is in capitals: Meta warns of it. Write sentences.',
    warn_description_in_small_letters: 'The description has no capital letter. Write sentences.',
    warn_description_link: 'The description has a link. Take it out.',
    warn_description_html: 'The description has HTML. Write plain text.',
    warn_description_email: 'The description has an e-mail address. Take it out.',
    warn_description_phone: 'The description has a phone number. Take it out.',
    warn_description_punctuation: 'The description repeats punctuation. Write one sign.',
    warn_title_blanks: 'The title has blanks beside each other.',
    warn_description_blanks: 'The description has blanks beside each other.',
  },
  ru: {
    warn_title_in_capitals:
      'Название прописными буквами: Meta предупредит. Напишите как в предложении.',
    warn_title_words_in_capitals:
      'Слова прописными буквами в названии: Meta предупредит. Напишите как в предложении.',
    warn_title_is_description: 'Название совпадает с описанием. Опишите товар.',
    warn_title_symbols: 'В названии есть !, * или ?. Уберите их.',
    warn_title_emoji:
      'В названии есть эмодзи или особые знаки: у покупателей они могут выглядеть иначе.',
    warn_title_advertises: 'В названии реклама. Напишите, что это за товар, без слов об акции.',
    warn_title_long: 'Название длиннее 65 знаков: в рекламе его обрежут.',
    warn_description_in_capitals:
      'Описание прописными буквами: Meta предупредит. Напишите предложениями.',
    warn_description_in_small_letters:
      'В описании нет ни одной прописной буквы. Напишите предложениями.',
    warn_description_link: 'В описании ссылка. Уберите её.',
    warn_description_html: 'В описании HTML. Напишите простым текстом.',
    warn_description_email: 'В описании адрес почты. Уберите его.',
    warn_description_phone: 'В описании номер телефона. Уберите его.',
    warn_description_punctuation: 'В описании повторяются знаки препинания. Оставьте один.',
    warn_title_blanks: 'В названии лишние пробелы.',
    warn_description_blanks: 'В описании лишние пробелы.',
  },
})
