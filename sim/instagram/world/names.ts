/** Names that creators go by: Kazakh, Russian and English, with the Latin spelling that usernames use. */
export type Name = { native: string; latin: string; gender: 'female' | 'male' }

const female = (native: string, latin: string): Name => ({ native, latin, gender: 'female' })
const male = (native: string, latin: string): Name => ({ native, latin, gender: 'male' })

export const FIRST_NAMES: readonly Name[] = [
  female('Айгерім', 'aigerim'),
  female('Динара', 'dinara'),
  female('Әсель', 'assel'),
  female('Мадина', 'madina'),
  female('Жанар', 'zhanar'),
  female('Аружан', 'aruzhan'),
  female('Камила', 'kamila'),
  female('Гүлнәр', 'gulnar'),
  female('Салтанат', 'saltanat'),
  female('Томирис', 'tomiris'),
  female('Анастасия', 'nastya'),
  female('Екатерина', 'katya'),
  female('Мария', 'maria'),
  female('Юлия', 'yulia'),
  female('Алина', 'alina'),
  female('Виктория', 'vika'),
  female('Emily', 'emily'),
  female('Sofia', 'sofia'),
  male('Нұрлан', 'nurlan'),
  male('Ерлан', 'yerlan'),
  male('Әлихан', 'alikhan'),
  male('Данияр', 'daniyar'),
  male('Санжар', 'sanzhar'),
  male('Тимур', 'timur'),
  male('Дмитрий', 'dima'),
  male('Алексей', 'alexey'),
  male('Артём', 'artem'),
  male('Daniel', 'daniel'),
]

export const LAST_NAMES: readonly { female: string; male: string; latin: string }[] = [
  { female: 'Нұрланова', male: 'Нұрланов', latin: 'nurlan' },
  { female: 'Серікқызы', male: 'Серікұлы', latin: 'serik' },
  { female: 'Ахметова', male: 'Ахметов', latin: 'akhmet' },
  { female: 'Омарова', male: 'Омаров', latin: 'omar' },
  { female: 'Қасымова', male: 'Қасымов', latin: 'kassym' },
  { female: 'Ибрагимова', male: 'Ибрагимов', latin: 'ibra' },
  { female: 'Смирнова', male: 'Смирнов', latin: 'smirnov' },
  { female: 'Ким', male: 'Ким', latin: 'kim' },
  { female: 'Иванова', male: 'Иванов', latin: 'ivanov' },
  { female: 'Петрова', male: 'Петров', latin: 'petrov' },
  { female: 'Miller', male: 'Miller', latin: 'miller' },
  { female: 'Жұмабаева', male: 'Жұмабаев', latin: 'zhuma' },
]
