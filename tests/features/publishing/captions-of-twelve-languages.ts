const OF_LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  en: [
    'Our new spring collection is finally here, come and try it on this weekend',
    'Fresh bread every single morning, baked with patience and a lot of love',
    'We are open until nine today, and the first ten guests get a cake for free',
    'Thank you for ten wonderful years with all of you, our dear friends and guests',
    'Which of these colours would you choose for your own kitchen? Tell us below',
  ],
  ru: [
    'Новая коллекция уже в магазине, приходите примерить её на этих выходных',
    'Свежий хлеб каждое утро, заходите к нам на чашку кофе с друзьями',
    'Сегодня мы открыты до девяти вечера, и первым гостям мы дарим пирог',
    'Спасибо вам за десять лет, дорогие друзья и гости нашего кафе',
    'Какой из этих цветов вы бы выбрали для своей кухни? Напишите нам',
  ],
  kk: [
    'Жаңа жинақ дүкенде, демалыс күндері келіп көріңіздер, достар, күтеміз',
    'Бүгін бізде жаңа тағамдар бар, келіп дәмін татып көріңіздер',
    'Бүгін кешкі тоғызға дейін ашықпыз, алғашқы қонақтарға тәтті сыйлаймыз',
    'Он жыл бойы бізбен бірге болғандарыңыз үшін рақмет, құрметті достар',
    'Осы түстердің қайсысын өз үйіңізге таңдар едіңіз? Бізге жазыңыздар',
  ],
  de: [
    'Unsere neue Kollektion ist endlich da, komm vorbei und probier sie an',
    'Frisches Brot jeden Morgen, gebacken mit Geduld und mit viel Liebe für euch',
    'Wir haben heute bis neun Uhr geöffnet, und die ersten Gäste bekommen Kuchen',
    'Danke für zehn wunderbare Jahre mit euch, liebe Freunde und liebe Gäste',
    'Welche dieser Farben würdet ihr für eure Küche wählen? Schreibt es uns',
  ],
  fr: [
    'Notre nouvelle collection est enfin arrivée, venez essayer ce week-end avec nous',
    'Du pain frais chaque matin, cuit avec patience et avec beaucoup d’amour',
    'Nous sommes ouverts jusqu’à neuf heures, et les premiers reçoivent un gâteau',
    'Merci pour ces dix années avec vous tous, chers amis et chers clients du café',
    'Quelle couleur choisiriez-vous pour votre cuisine ? Dites-le nous plus bas',
  ],
  es: [
    'Nuestra nueva colección ya está aquí, ven a probarla este fin de semana',
    'Pan fresco cada mañana, horneado con paciencia y con mucho amor para ti',
    'Hoy estamos abiertos hasta las nueve, y los primeros reciben un pastel',
    'Gracias por estos diez años con todos vosotros, queridos amigos y clientes',
    '¿Qué color elegirías para tu cocina? Cuéntanoslo aquí abajo, por favor',
  ],
  pt: [
    'A nossa nova coleção já chegou, venha experimentar este fim de semana conosco',
    'Pão fresco todas as manhãs, feito com paciência e com muito amor para você',
    'Hoje estamos abertos até às nove, e os primeiros ganham um bolo de presente',
    'Obrigado por estes dez anos com todos vocês, queridos amigos e clientes',
    'Qual destas cores você escolheria para a sua cozinha? Conte para nós',
  ],
  it: [
    'La nostra nuova collezione è finalmente arrivata, vieni a provarla con noi',
    'Pane fresco ogni mattina, cotto con pazienza e con tanto amore per voi',
    'Oggi siamo aperti fino alle nove, e i primi ospiti ricevono una torta',
    'Grazie per questi dieci anni con tutti voi, cari amici e cari clienti',
    'Quale di questi colori scegliereste per la vostra cucina? Scriveteci qui',
  ],
  tr: [
    'Yeni koleksiyonumuz nihayet geldi, bu hafta sonu gelip deneyin arkadaşlar',
    'Her sabah taze ekmek, sabırla ve büyük bir sevgiyle sizin için pişiriyoruz',
    'Bugün saat dokuza kadar açığız ve ilk on misafirimize pasta hediye ediyoruz',
    'Bizimle geçirdiğiniz on yıl için teşekkür ederiz, değerli dostlarımız',
    'Mutfağınız için bu renklerden hangisini seçerdiniz? Aşağıya yazın lütfen',
  ],
  uk: [
    'Наша нова колекція вже тут, приходьте приміряти її цими вихідними',
    'Свіжий хліб щоранку, заходьте до нас на чашку кави з друзями',
    'Сьогодні ми відчинені до дев’ятої вечора, першим гостям даруємо пиріг',
    'Дякуємо вам за десять років, дорогі друзі та гості нашої кав’ярні',
    'Який із цих кольорів ви б обрали для своєї кухні? Напишіть нам',
  ],
  sv: [
    'Vår nya kollektion är äntligen här, kom och prova den i helgen med oss',
    'Färskt bröd varje morgon, bakat med tålamod och med mycket kärlek',
    'Vi har öppet till nio i kväll, och de första gästerna får en kaka gratis',
    'Tack för tio underbara år tillsammans med er, kära vänner och gäster',
    'Vilken av de här färgerna skulle du välja till ditt eget kök? Berätta för oss',
  ],
  ja: [
    '新しいコレクションがついに登場しました。今週末にぜひお店へ試着しに来てください。お待ちしています',
    '毎朝焼きたてのパンをご用意しています。コーヒーと一緒にゆっくりお楽しみください。お待ちしております',
    '本日は夜九時まで営業しています。最初の十名のお客様にはケーキをプレゼントいたします。ぜひどうぞ',
    '十年間ありがとうございました。これからも皆様と一緒に楽しい時間を過ごしていきたいと思っています',
    'キッチンにはどの色を選びますか。下のコメントでぜひ教えてください。皆様のご意見をお待ちしています',
  ],
}

/** Five captions in each of twelve languages; the source is in one that gramd does not detect (sv), too. */
export const CAPTIONS: readonly { language: string; caption: string }[] = Object.entries(
  OF_LANGUAGES,
).flatMap(([language, captions]) => captions.map((caption) => ({ language, caption })))
