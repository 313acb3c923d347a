"""Why a file is refused, each with the mend, in two languages."""

from __future__ import annotations

from typing import Any

from chiron_blueprint.words import Sentence, say

MENDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "missing": (
        ("There is no file of that name.", "No hay ningún archivo con ese nombre."),
        ("Check the spelling and the folder.", "Compruebe el nombre y la carpeta."),
    ),
    "calendar": (
        ("This is no iCalendar file.", "Esto no es un archivo iCalendar."),
        (
            "In your calendar program choose “Export”, and bring the file that ends in .ics.",
            "En su programa de calendario elija «Exportar» y traiga el archivo que acaba en .ics.",
        ),
    ),
    "empty": (
        ("The file has no rows.", "El archivo no tiene filas."),
        ("Export it again with one row a person.", "Expórtelo de nuevo con una fila por persona."),
    ),
    "columns": (
        (
            "Row {row} has {found} columns; at most {limit} are read.",
            "La fila {row} tiene {found} columnas; se leen como mucho {limit}.",
        ),
        (
            "Delete the columns that aren't needed, then save the file again.",
            "Borre las columnas que no hacen falta y guarde el archivo de nuevo.",
        ),
    ),
    "rows": (
        ("The file has more than {limit} rows.", "El archivo tiene más de {limit} filas."),
        ("Split it into smaller files.", "Divídalo en archivos más pequeños."),
    ),
    "nul": (
        (
            "Line {line} holds a NUL byte, which no spreadsheet export contains.",
            "La línea {line} contiene un byte NUL, que ninguna hoja de cálculo exporta.",
        ),
        (
            "Open the file in your spreadsheet program and save it as CSV (UTF-8).",
            "Abra el archivo en su programa de hojas de cálculo y guárdelo como CSV (UTF-8).",
        ),
    ),
    "quote": (
        (
            "The quotation mark opened in line {line} is never closed.",
            "Las comillas abiertas en la línea {line} no se cierran.",
        ),
        ("Close it, or delete it, in that line.", "Ciérrelas o bórrelas en esa línea."),
    ),
    "cell": (
        (
            "A cell in line {line} is longer than {limit} characters.",
            "Una celda de la línea {line} tiene más de {limit} caracteres.",
        ),
        (
            "Shorten it, or look for a quotation mark that is never closed.",
            "Acórtela o busque unas comillas sin cerrar.",
        ),
    ),
    "csv": (
        (
            "Line {line} can't be read as a row: {detail}.",
            "La línea {line} no se puede leer como fila: {detail}.",
        ),
        ("Mend the quotation marks in that line.", "Corrija las comillas de esa línea."),
    ),
    "encoding": (
        (
            "The text is damaged: it isn't valid in any encoding that Chiron reads ({encoding}).",
            "El texto está dañado: no es válido en ninguna codificación que Chiron lea ({encoding}).",
        ),
        ("Save the file again as CSV (UTF-8).", "Guarde el archivo de nuevo como CSV (UTF-8)."),
    ),
    "formula": (
        (
            "Cell {cell} holds a formula ({formula}). Chiron never runs formulas.",
            "La celda {cell} contiene una fórmula ({formula}). Chiron nunca ejecuta fórmulas.",
        ),
        (
            "Copy the sheet, paste it as values, save the file again.",
            "Copie la hoja, péguela como valores y guarde el archivo de nuevo.",
        ),
    ),
    "bomb": (
        (
            "Unpacked, the workbook would be far too large ({size}; at most {limit}).",
            "Descomprimido, el libro sería demasiado grande ({size}; como mucho {limit}).",
        ),
        (
            "Copy the rows into a new workbook, or save the sheet as CSV.",
            "Copie las filas a un libro nuevo o guarde la hoja como CSV.",
        ),
    ),
    "merges": (
        ("The sheet has more than {limit} merged ranges.", "La hoja tiene más de {limit} rangos combinados."),
        ("Unmerge the cells and save the file again.", "Separe las celdas y guarde el archivo de nuevo."),
    ),
    "memory": (
        (
            "Reading the file needs more memory than one file may have.",
            "Leer el archivo requiere más memoria de la permitida para un archivo.",
        ),
        ("Save the sheet as CSV, or split it.", "Guarde la hoja como CSV o divídala."),
    ),
    "time": (
        ("Reading the file took too long and was stopped.", "La lectura del archivo tardó demasiado y se detuvo."),
        ("Save the sheet as CSV, or split it.", "Guarde la hoja como CSV o divídala."),
    ),
    "output": (
        ("The file holds more text than one file may have.", "El archivo contiene más texto del permitido."),
        ("Split it into smaller files.", "Divídalo en archivos más pequeños."),
    ),
    "no_sheet": (
        ("The workbook has no visible sheet.", "El libro no tiene ninguna hoja visible."),
        ("Unhide the sheet with the people.", "Muestre la hoja con las personas."),
    ),
    "sheet": (
        ("There is no sheet “{sheet}”; there are {sheets}.", "No hay ninguna hoja «{sheet}»; hay {sheets}."),
        ("Name one of these.", "Indique una de estas."),
    ),
    "old_excel": (
        (
            "This is a workbook of the old .xls kind, or one locked with a password.",
            "Es un libro del antiguo formato .xls, o está protegido con contraseña.",
        ),
        (
            "Open it and save it as .xlsx without a password, or as CSV.",
            "Ábralo y guárdelo como .xlsx sin contraseña, o como CSV.",
        ),
    ),
    "not_excel": (
        ("This is a ZIP archive, but no Excel workbook.", "Es un archivo ZIP, pero no un libro de Excel."),
        (
            "Unpack it and choose the .xlsx or .csv file inside.",
            "Descomprímalo y elija el archivo .xlsx o .csv de dentro.",
        ),
    ),
    "unreadable": (
        ("The file can't be read: {detail}.", "El archivo no se puede leer: {detail}."),
        ("Save it again as .xlsx or as CSV (UTF-8).", "Guárdelo de nuevo como .xlsx o como CSV (UTF-8)."),
    ),
    "died": (
        (
            "Reading the file failed without a reason; it may be damaged or hostile.",
            "La lectura del archivo falló sin indicar el motivo; puede estar dañado o ser hostil.",
        ),
        ("Save it again as CSV (UTF-8).", "Guárdelo de nuevo como CSV (UTF-8)."),
    ),
    "rowless": (
        ("The file has headings but no rows.", "El archivo tiene encabezados pero ninguna fila."),
        ("Export it again with one row a person.", "Expórtelo de nuevo con una fila por persona."),
    ),
}


class TableRefused(Exception):  # named for what happened
    """A file that isn't read at all. `code` says why for programs, `message` and `mend` for people."""

    def __init__(self, source: str, code: str, **values: Any) -> None:
        reason, mend = MENDS.get(code, MENDS["died"])
        self.source = source
        self.code = code if code in MENDS else "died"
        filled = {key: _shown(value) for key, value in values.items()}
        self.message = _safely(reason, filled)
        self.mend = say(*mend)
        super().__init__(f"{source}: {self.message} {self.mend}")

    def sentence(self, language: str = "en") -> str:
        """The whole of it: file, reason, mend."""
        return f"{self.source}: {self.message.in_language(language)} {self.mend.in_language(language)}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each)[:40] for each in value[:20])
    return f"{value:,}" if isinstance(value, int) else str(value)[:200]


def _safely(texts: tuple[str, str], values: dict[str, str]) -> Sentence:
    """Fill the blanks; what the child left out shows as a question mark rather than failing."""

    class Known(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return "?"

    known = Known(values)
    return Sentence(texts[0].format_map(known), texts[1].format_map(known))
