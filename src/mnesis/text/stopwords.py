"""Words a query can do without: function and question words, never words of content.

Other languages with spaces have no list: their commonest words are rare in other people's memories and cheap in
their own (BM25 weighs them near zero), and lists of several languages at once remove content words of English
("die", "me", "pour", "son").
"""

_ENGLISH = """
a an the this that these those there here it its itself
i me my mine myself we us our ours ourselves you your yours yourself yourselves
he him his himself she her hers herself they them their theirs themselves one's
am is are was were be been being do does did doing done have has had having
will would shall should can could may might must ought
and or but nor so if then than because as while
of at by for with about against between into through during before after to from in out on off over under
up down upon onto within without toward towards via per
who whom whose what which when where why how whether
not no any some such each both all either neither every
too very just also only even ever again once
s t d m re ve ll don didn doesn isn aren wasn weren hasn hadn couldn wouldn shouldn
please tell
"""

_GRAMS = """
的 了 是 我 你 他 她 它 们 在 有 和 吗 呢 吧 啊 么 什 哪 谁 这 那 不 也 就 都 很 与 被 把 个 嗎 們 這 麼 甚 誰 為 为
什么 什麼 怎么 怎麼 哪里 哪裡 哪儿 我的 你的 他的 她的 我们 你们 他们 我們 你們 他們 是什 是谁 是誰 时候 時候 候的
です ます した して ました ですか ますか すか まし でし いつ どこ だれ なに 何を 何が のは には では とは から まで この
その あの
"""

ENGLISH = frozenset(_ENGLISH.split())
GRAMS = frozenset(_GRAMS.split())
