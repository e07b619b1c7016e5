from datetime import UTC, datetime
from threading import Thread

from core import clock


def test_a_servers_thread_lives_in_the_organisations_zone(app):
    evening = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)
    read = []
    thread = Thread(target=lambda: read.append(f"{clock.local(evening):%d %b %H:%M}"))
    thread.start()
    thread.join()
    assert app.config["ZONE"] == "Asia/Shanghai"
    assert read == ["20 Nov 02:30"]
