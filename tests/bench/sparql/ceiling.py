"""What the load itself can do: asked of nginx, which answers each request with the same few bytes."""

from pathlib import Path

from tests.bench.sparql.exchange import HOST, RESULTS, Place
from tests.bench.sparql.measure import MODES, Figure, Plan, time
from tests.bench.sparql.process import running
from tests.bench.sparql.programs import program
from tests.bench.sparql.queries import Asked
from tests.bench.sparql.servers import free_port

FILE = """daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {{ worker_connections 64; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
  server {{
    listen {host}:{port};
    large_client_header_buffers 4 64k;
    location / {{
      default_type {media_type};
      return 200 '{{"head": {{"vars": ["v"]}}, "results": {{"bindings": []}}}}';
    }}
  }}
}}
"""


def ceiling(asked: Asked, folder: Path, plan: Plan) -> dict[str, Figure]:
    """The figures, by mode, of a server that does nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(free_port(), "/")
    settings = FILE.format(host=HOST, port=place.port, media_type=RESULTS)
    (folder / "nginx.conf").write_text(settings, encoding="utf-8")
    command = [program("nginx"), "-p", str(folder), "-c", "nginx.conf"]
    figures = {mode: Figure() for mode in MODES}
    with running("nginx", command, place, folder / "nginx.log") as server:
        for _ in range(plan.rounds):
            for mode, figure in figures.items():
                time(asked, server, mode, plan, figure)
    return figures
