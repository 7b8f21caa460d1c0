# Sessions at the settings' console with what must be seen, written by hand from Firmware/Settings/CONSOLE.md.
# Must never hold a rule of the console: only what somebody typed and saw.

import pathlib
import re
import struct

FIRMWARE = pathlib.Path(__file__).resolve().parents[2] / "Firmware"
VERSION = re.search(r'"(.+)"', (FIRMWARE / "Settings/Version.swift").read_text())[1]
PASSWORD = "8 to 63 ASCII characters, 64 hex digits, or none for an open network"
DONE = "done; restart to use it"
NAME = "n" * 63
SERVERS = "up to 4: HOST, HOST:PORT or [IPV6]:PORT, HOST of letters, digits, - and ."
QUIET = "two different times, like 23:00-06:00, or none"
FOUR = " ".join([f"[{NAME}]:65535"] * 4)

# What is typed; what is seen, with \n for CR LF and a prompt at the end; and what the settings then are.
SESSIONS = [
    ("show\r", """show
= wifi not set
= password not set
= tz default UTC0
= servers not set
= panels default v2
= shades default dither
= partials default 59
= policy default change
= hours default 24
= style default ink
= legible default 50
= page default on
= updates not set
= quiet not set
done
""", "/ offset 0 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("help\n", f"""help
= MNIST Clock {VERSION}: show, set KEY VALUE, clear KEY, restart
= wifi: a name of 1 to 32 bytes
= password: {PASSWORD}
= tz: a POSIX TZ string, like CET-1CEST,M3.5.0,M10.5.0/3
= servers: {SERVERS}
= panels: one or 4 with commas: v1 v2 v2.1 gdey0154d67
= shades: dither or grey
= partials: 0 to 254
= policy: change or minute
= hours: 24 or 12
= style: ink or pixels
= legible: 0 to 100
= page: on or off
= updates: an https:// address of up to 240 characters, or none
= quiet: two different times, like 23:00-06:00, or none
done
""", "/ offset 0 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ('set wifi " My Home"\rcorrect horse\rshow\r', f"""set wifi " My Home"
Password: 
{DONE}
clock> show
= wifi stored  My Home
= password set
= tz default UTC0
= servers not set
= panels default v2
= shades default dither
= partials default 59
= policy default change
= hours default 24
= style default ink
= legible default 50
= page default on
= updates not set
= quiet not set
done
""", " My Home/correct horse offset 0 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("set wifi Home\rtoo few\r", f"set wifi Home\nPassword: \nrefused: password: {PASSWORD}\n",
     "/ offset 0 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("set wifi Home\r\x15\rset password\r" + "0aF9" * 16 + "\rclear password\r",
     f"set wifi Home\nPassword: \n{DONE}\nclock> set password\nPassword: \n{DONE}\nclock> clear password\n{DONE}\n",
     "Home/ offset 0 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("set tz CET-1CEST,M3.5.0,M10.5.0/3\rset tz CET-1CEST,M13.5.0,M10.5.0/3\rset tz CET-25\r",
     f"set tz CET-1CEST,M3.5.0,M10.5.0/3\n{DONE}\nclock> set tz CET-1CEST,M13.5.0,M10.5.0/3\n"
     "refused: tz, column 12: a month 1 to 12\nclock> set tz CET-25\nrefused: tz, column 5: 0 to 24 hours\n",
     "/ offset 3600 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    (f"set servers {FOUR}\rset servers a b c d e\r",
     f"set servers {FOUR}\n{DONE}\nclock> set servers a b c d e\n"
     f"refused: servers, column 9: {SERVERS}\n",
     "/ offset 0" + f" server {NAME} 65535" * 4 + " panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("set servers 10.0.0.1  [2001:db8::1] t:4460\rset panels v1,v2,v2.1,gdey0154d67\rset shades grey\r",
     f"set servers 10.0.0.1  [2001:db8::1] t:4460\n{DONE}\nclock> set panels v1,v2,v2.1,gdey0154d67\n{DONE}\n"
     f"clock> set shades grey\n{DONE}\n",
     "/ offset 0 server 10.0.0.1 123 server 2001:db8::1 123 server t 4460 panels 0123 grey 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("set servers 'pool.example,10.0.0.1'\rset servers a,user@host\rset servers \"a\rset panels v1 v2,v2.1, v1\r",
     f"set servers 'pool.example,10.0.0.1'\n{DONE}\nclock> set servers a,user@host\n"
     f"refused: servers, column 3: {SERVERS}\nclock> set servers \"a\nrefused: the quote isn't closed\n"
     f"clock> set panels v1 v2,v2.1, v1\n{DONE}\n",
     "/ offset 0 server pool.example 123 server 10.0.0.1 123 panels 0120 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("set servers 10.0.0.1/24\rset servers a;\rset servers [::1::]\rset servers 10.0.0.256\rset servers [fe80::1%st1]\r",
     "".join(f"set servers {name}\nrefused: servers, column 1: {SERVERS}\nclock> "
             for name in ("10.0.0.1/24", "a;", "[::1::]", "10.0.0.256")) + f"set servers [fe80::1%st1]\n{DONE}\n",
     "/ offset 0 server fe80::1%st1 123 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("set wifi 'My network'\r\rset wifi \"'Q'\"\r\rset wifi 'open\r",
     f"set wifi 'My network'\nPassword: \n{DONE}\nclock> set wifi \"'Q'\"\nPassword: \n{DONE}\n"
     "clock> set wifi 'open\nrefused: the quote isn't closed\n",
     "'Q'/ offset 0 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
    ("set hourz\x7fs 12\rset style pixels\rset policy minute\rset partials 254\rset partials 255\rset legible 95\rset legible 101\rrestart\r#\r",
     f"set hourz\b \bs 12\n{DONE}\nclock> set style pixels\n{DONE}\nclock> set policy minute\n{DONE}\nclock> set partials 254\n{DONE}\n"
     f"clock> set partials 255\nrefused: partials: 0 to 254\nclock> set legible 95\n{DONE}\n"
     "clock> set legible 101\nrefused: legible: 0 to 100\nclock> restart\ndone\n#\n",
     "/ offset 0 panels 1111 dither 254 minute 12 pixels 95 quiet 0-0 restarts 1"),
    ("set quiet 23:00-06:05\rset quiet 23:00-23:00\rset quiet 23:00-24:00\rset quiet 7:00-06:00\rset quiet 23:00 06:00\r",
     f"set quiet 23:00-06:05\n{DONE}\n"
     + "".join(f"clock> set quiet {text}\nrefused: quiet, column {column}: {QUIET}\n" for text, column in (
         ("23:00-23:00", 7), ("23:00-24:00", 7), ("7:00-06:00", 1), ("23:00 06:00", 6))),
     "/ offset 0 panels 1111 dither 59 change 24 ink 50 quiet 1380-365 restarts 0"),
    ("x" * 305 + "\r", "x" * 304 + "\a\nrefused: too long\n", "/ offset 0 panels 1111 dither 59 change 24 ink 50 quiet 0-0 restarts 0"),
]


def shown(text):
    data = text.replace("\n", "\r\n").encode()
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else f"<{byte:02x}>" for byte in data)


def questions():
    for typed, seen, settings in SESSIONS:
        data = typed.encode()
        yield b"C" + struct.pack("<I", len(data)) + data, f"{shown(seen + 'clock> ')}\n{settings}"
