"""Names of languages as people write them, and how a sentence names them."""

from __future__ import annotations

from chiron_blueprint.words import Sentence

NAMES: dict[str, tuple[str, str, str]] = {
    "en": ("English", "inglés", "ingles anglais englisch ingles eng"),
    "es": ("Spanish", "español", "espanol castellano castilian spa espagnol"),
    "fr": ("French", "francés", "frances francais fra"),
    "de": ("German", "alemán", "aleman deutsch ger"),
    "pt": ("Portuguese", "portugués", "portugues por"),
    "it": ("Italian", "italiano", "ita"),
    "ca": ("Catalan", "catalán", "catalan catala valenciano valencian"),
    "gl": ("Galician", "gallego", "galego"),
    "eu": ("Basque", "euskera", "vasco euskara"),
    "ar": ("Arabic", "árabe", "arabe"),
    "zh": ("Chinese", "chino", "mandarin mandarin chinese cantonese chino mandarin"),
    "hi": ("Hindi", "hindi", ""),
    "bn": ("Bengali", "bengalí", "bangla bengali"),
    "ur": ("Urdu", "urdu", ""),
    "pa": ("Punjabi", "panyabí", "panjabi punjabi"),
    "ru": ("Russian", "ruso", ""),
    "uk": ("Ukrainian", "ucraniano", ""),
    "pl": ("Polish", "polaco", "polski"),
    "ro": ("Romanian", "rumano", ""),
    "nl": ("Dutch", "neerlandés", "holandes neerlandes flemish nederlands"),
    "sv": ("Swedish", "sueco", ""),
    "no": ("Norwegian", "noruego", ""),
    "da": ("Danish", "danés", "danes"),
    "fi": ("Finnish", "finés", "finlandes fines"),
    "el": ("Greek", "griego", ""),
    "tr": ("Turkish", "turco", ""),
    "he": ("Hebrew", "hebreo", ""),
    "fa": ("Persian", "persa", "farsi"),
    "ja": ("Japanese", "japonés", "japones"),
    "ko": ("Korean", "coreano", ""),
    "vi": ("Vietnamese", "vietnamita", ""),
    "th": ("Thai", "tailandés", "tailandes"),
    "tl": ("Tagalog", "tagalo", "filipino"),
    "sw": ("Swahili", "suajili", "kiswahili"),
    "am": ("Amharic", "amárico", "amarico"),
    "yo": ("Yoruba", "yoruba", ""),
    "ig": ("Igbo", "igbo", ""),
    "ha": ("Hausa", "hausa", ""),
    "qu": ("Quechua", "quechua", ""),
    "gn": ("Guarani", "guaraní", "guarani"),
    "ht": ("Haitian Creole", "criollo haitiano", "creole haitian"),
    "ta": ("Tamil", "tamil", ""),
    "te": ("Telugu", "telugu", ""),
    "ml": ("Malayalam", "malayalam", ""),
    "asl": ("Sign language", "lengua de signos", "asl bsl lsm lse lengua de senas american sign language"),
}
CODES: dict[str, str] = {}
for _code, (_en, _es, _others) in NAMES.items():
    CODES[_code] = _code
    CODES[_en.lower()] = _code
    for _name in (_others, *_others.split(), _es.lower().translate(str.maketrans("áéíóúñ", "aeioun"))):
        if _name:
            CODES.setdefault(_name, _code)


def language_code(name: str) -> str:
    """The code of a language named in plain letters; an unknown one keeps its name."""
    return CODES.get(name, name)


def language_name(code: str) -> Sentence:
    """How sentences name a language."""
    known = NAMES.get(code)
    return Sentence(known[0], known[1]) if known else Sentence(code.title(), code)
