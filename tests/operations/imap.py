"""A small real IMAP server on this machine: as much of RFC 3501 as it takes to read a mailbox."""

import re
import socketserver
import threading
from typing import Any


class Mailbox:
    """The server and the mails in its one mailbox; ``seen`` are the numbers of those that were read."""

    def __init__(self, *mails: bytes, password: str = "open sesame") -> None:
        self.mails = list(mails)
        self.seen: set[int] = set()
        self.fetched: list[int] = []
        self.password = password
        self.folder, self.is_silent = "", False
        box = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"* OK IMAP4rev1 ready\r\n")
                for line in self.rfile:
                    tag, _space, command = line.decode().strip().partition(" ")
                    done = box.answer(command, self.wfile)
                    self.wfile.write(f"{tag} {done}\r\n".encode())
                    if command.upper() == "LOGOUT":
                        return

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, command: str, out: Any) -> str:
        """Answer one command: write what is untagged, return the end."""
        name, _space, rest = command.partition(" ")
        name = name.upper()
        if name == "CAPABILITY":
            out.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif name == "LOGIN":
            if f'"{self.password}"' not in rest:
                return "NO [AUTHENTICATIONFAILED] no"
        elif name == "SELECT":
            if not re.fullmatch(r'[^ "]+|"[^"]*"', rest):
                return "BAD one folder at a time"
            self.folder = rest.strip('"')
            out.write(f"* {len(self.mails)} EXISTS\r\n".encode())
        elif name == "UID":
            self._uid(rest, out)
        elif name == "LOGOUT":
            out.write(b"* BYE\r\n")
        else:
            return "BAD what?"
        return "OK done"

    def _uid(self, rest: str, out: Any) -> None:
        if rest.upper().startswith("SEARCH"):
            new = [str(n) for n in range(1, len(self.mails) + 1) if n not in self.seen]
            if new or not self.is_silent:
                out.write(f"* SEARCH {' '.join(new)}\r\n".encode())
            return
        verb, number = re.match(r"(\w+) (\d+)", rest).groups()  # type: ignore[union-attr]
        mail = self.mails[int(number) - 1]
        if verb.upper() == "STORE":
            self.seen.add(int(number))
        elif "SIZE" in rest:
            out.write(f"* {number} FETCH (UID {number} RFC822.SIZE {len(mail)})\r\n".encode())
        else:
            self.fetched.append(int(number))
            out.write(f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")
