# Sourced by ./run and ./test (POSIX sh, in the project's folder): finds or installs Python and the libraries of the system.
# tools/set_up.py does the rest. Sentences go to standard error, so that --json stays one document.

# what Qt opens even without a screen, and what it needs besides for a real one: library|Debian package
LIBRARIES='libglib-2.0.so.0|libglib2.0-0 libEGL.so.1|libegl1 libGL.so.1|libgl1 libfontconfig.so.1|libfontconfig1
    libxkbcommon.so.0|libxkbcommon0 libdbus-1.so.3|libdbus-1-3'
SCREEN_LIBRARIES='libxcb-cursor.so.0|libxcb-cursor0 libxcb-icccm.so.4|libxcb-icccm4 libxcb-keysyms.so.1|libxcb-keysyms1
    libxcb-shape.so.0|libxcb-shape0 libxkbcommon-x11.so.0|libxkbcommon-x11-0 libwayland-cursor.so.0|libwayland-cursor0
    libwayland-egl.so.1|libwayland-egl1'

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$@"
    exit 1
}

has_screen() {
    [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

# print the first Python 3.11 to 3.14 that can make environments (looking for ensurepip: importing it costs 100 ms each time)
find_python() {
    can='import sys; from importlib.util import find_spec; sys.exit(not ((3, 11) <= sys.version_info < (3, 15) and find_spec("ensurepip")))'
    for name in python3 python3.13 python3.12 python3.14 python3.11 python; do
        if "$name" -I -S -c "$can" 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

# print the given library|package pairs of which the loader does not know the library
lacking() {
    [ "$(uname -s)" = Linux ] || return 0
    known=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null) || return 0
    for pair in "$@"; do
        case $known in
            *"${pair%%|*} "*) ;;
            *) printf '%s ' "$pair" ;;
        esac
    done
}

# print the Debian packages of a Python: the system's own where it is new enough, else the newest beside it
python_packages() {
    case $(apt-cache policy python3 2>/dev/null | sed -n 's/^ *Candidate: *//p') in
        '' | '(none)' | 3.1[1-4]*) ;;
        *)
            for name in python3.14 python3.13 python3.12 python3.11; do
                if apt-cache policy "$name-venv" 2>/dev/null | grep -q 'Candidate: 3'; then
                    printf '%s %s-venv' "$name" "$name"
                    return
                fi
            done
            ;;
    esac
    printf 'python3 python3-venv'
}

may_install() {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

as_root() {
    [ "$(id -u)" = 0 ] || set -- sudo -n "$@"
    "$@"
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" </dev/null 2>&1
}

# leave the path of a good Python in $python: install what is missing where that is allowed, else say what to install
ready_the_system() {
    wanted=$LIBRARIES
    if has_screen; then wanted="$wanted $SCREEN_LIBRARIES"; fi
    # shellcheck disable=SC2086 # a list of words
    pairs=$(lacking $wanted)
    python=$(find_python) || python=''
    if [ -n "$python" ] && [ -z "$pairs" ]; then return; fi

    libraries='' packages=''
    for pair in $pairs; do
        libraries="$libraries ${pair%%|*}"
        packages="$packages ${pair##*|}"
    done
    if ! command -v apt-get >/dev/null 2>&1; then
        if [ -z "$python" ]; then libraries=" Python 3.11 to 3.14 with venv,$libraries"; fi
        stop "This computer lacks something Train je Collega needs. Install with your system's package manager:${libraries%,}. Then try again."
    fi
    if may_install; then
        say 'Installing what this computer lacks (once) ...'
        told=$(apt update) || say "$told"
    fi
    if [ -z "$python" ]; then packages=" $(python_packages)$packages"; fi
    if ! may_install; then
        stop "This computer lacks packages that only an administrator may install. Do, or ask for: sudo apt install$packages. Then try again."
    fi
    # shellcheck disable=SC2086 # a list of words
    if ! told=$(apt install -y --no-install-recommends $packages); then
        say "$told"
        stop "These packages could not be installed, for the reason above:$packages. Install them by hand, then try again."
    fi
    python=$(find_python) || stop 'This system has no Python 3.11 to 3.14 to install. Install one from python.org, then try again.'
}

# print the first file of a pattern's that is there
first_of() {
    [ -e "$1" ] && printf '%s' "$1"
}

# install the programs of a PostgreSQL server, for tests that start one of their own; where that may not be, those tests are skipped
ready_a_server() {
    if first_of /usr/lib/postgresql/*/bin/initdb >/dev/null || command -v initdb >/dev/null 2>&1; then return; fi
    if ! command -v apt-get >/dev/null 2>&1 || ! may_install; then return; fi
    # the package would start again what an earlier one left behind: that is for who made it
    if first_of /etc/postgresql/*/*/postgresql.conf >/dev/null; then return; fi
    say 'Installing a PostgreSQL server for the tests (once) ...'
    told=$(apt update) || say "$told"
    # Debian makes and starts a database with the package, unless it is told not to
    told_here=/etc/postgresql-common/createcluster.d
    as_root mkdir -p "$told_here"
    echo 'create_main_cluster = off' | as_root tee "$told_here/traincollega.conf" >/dev/null
    if ! told=$(apt install -y --no-install-recommends postgresql); then
        say "$told" 'A PostgreSQL server could not be installed, for the reason above. The tests that need one are skipped.'
    fi
    as_root rm -f "$told_here/traincollega.conf"
    as_root rmdir "$told_here" 2>/dev/null || true
}
