"""The nanopub library, asked in a process of its own: its import changes how RDFLib reads literals, and it warns."""

import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


class Library:
    """A process with the library; it answers one question at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def verifies(self, nquads: bytes) -> str:
        """The name of a nanopublication that is valid and has a valid Trusty URI; else what the library says."""
        return self._ask("verify", nquads, "")

    def signs(self, nquads: bytes, key: str) -> str:
        """What a nanopublication, not named yet, is called once the library has signed it with a key (PKCS #8)."""
        return self._ask("sign", nquads, key)

    def _ask(self, question: str, nquads: bytes, key: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([question, nquads.decode(), key]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the library died of it"
        return str(json.loads(answer))


@contextmanager
def library() -> Iterator[Library]:
    """The library, for as long as the block runs."""
    command = [sys.executable, "-W", "error", "-m", "tests.graph.nanopub_library"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Library(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(30) == 0


def main() -> None:
    """Answer questions, one a line, until there are no more."""
    warnings.simplefilter("ignore", DeprecationWarning)  # the library, and RDFLib's parser, use what is deprecated
    logging.disable()
    from nanopub.nanopub import Nanopub
    from nanopub.nanopub_conf import NanopubConf
    from nanopub.profile import Profile, format_key
    from rdflib import ConjunctiveGraph

    for line in sys.stdin:
        question, nquads, key = json.loads(line)
        graph = ConjunctiveGraph()
        try:
            graph.parse(data=nquads, format="nquads")
            if question == "sign":
                profile = Profile("https://signer.example/", "a signer", private_key=format_key(key))
                made = Nanopub(rdf=graph, conf=NanopubConf(profile=profile))
                made.sign()
            else:
                made = Nanopub(rdf=graph)
                if not (made.is_valid and made.has_valid_trusty):
                    raise ValueError("it is not valid")
            answer = str(made.source_uri)
        except Exception as error:
            answer = repr(error)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
