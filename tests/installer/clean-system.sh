#!/bin/sh
# A .deb tried on a Debian where nothing else is installed: installed by apt, opened from the applications menu, and the
# main job done in it. `cargo xtask bundle --try` runs this as root, in name spaces of its own, so that what is mounted
# and started ends with it.
#
#   clean-system.sh DEB FOLDER TESTS [ARGUMENTS]
#
# FOLDER takes the system (kept for the next time) and `shots`; TESTS is the program of the real-window tests.
set -eu
deb=$1 folder=$2 tests=$3
shift 3
system=$folder/system
mkdir -p "$folder"

if [ ! -e "$system/made" ]; then
    rm -rf "$system"
    debootstrap --variant=minbase "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$system"
    touch "$system/made"
fi
mount -t proc proc "$system/proc"
mount --rbind /sys "$system/sys"
mount --rbind /dev "$system/dev"
mount -t tmpfs tmpfs "$system/tmp"
cp /etc/resolv.conf "$system/etc/resolv.conf"
cp "$deb" "$system/tmp/kaibo.deb"
cp "$tests" "$system/tmp/tests"
mkdir -m 777 "$system/tmp/shots"

inside() { chroot "$system" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

inside apt-get -q update
# What an earlier try left; the packages that Kaibo brought along go with it.
inside apt-get -q -y purge --autoremove kaibo >/dev/null 2>&1 || true
inside apt-get -q -y install /tmp/kaibo.deb
echo "--- installed: $(inside dpkg-query -W -f '${Package} ${Version}, ${Installed-Size} KiB' kaibo)"
if inside ldd /usr/bin/kaibo | grep 'not found'; then
    echo "a library is missing that the package does not ask for"
    exit 1
fi

# Only now what the test itself needs.
inside apt-get -q -y install --no-install-recommends xvfb jwm dbus libgtk-3-bin desktop-file-utils x11-utils webkit2gtk-driver zbar-tools
inside desktop-file-validate /usr/share/applications/Kaibo.desktop
inside id clerk >/dev/null 2>&1 || inside useradd --create-home clerk
cat > "$system/tmp/session.sh" <<'SESSION'
set -eu
export HOME="$(getent passwd clerk | cut -d: -f6)" XDG_RUNTIME_DIR=/tmp/run DISPLAY=:7 LIBGL_ALWAYS_SOFTWARE=1 WEBKIT_DISABLE_DMABUF_RENDERER=1
mkdir -m 700 /tmp/run
Xvfb :7 -screen 0 2600x1700x24 -nolisten tcp &
until xwininfo -root >/dev/null 2>&1; do sleep 0.2; done
jwm &
gtk-launch Kaibo
tries=0
shown() { xwininfo -root -tree | grep -m1 '"Kaibo").* 1280x800'; }
until shown >/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 150 ] || { xwininfo -root -tree; echo "no window came from the applications menu"; exit 1; }
    sleep 0.2
done
echo "--- opened from the applications menu: $(shown)"
kill "$(pidof kaibo)"
while pidof kaibo >/dev/null; do sleep 0.2; done
KAIBO_E2E_PROGRAM=/usr/bin/kaibo KAIBO_DEMO_DIR=/tmp/shots /tmp/tests "$@"
SESSION
inside setpriv --reuid=clerk --regid=clerk --init-groups dbus-run-session -- sh /tmp/session.sh "$@"
rm -rf "$folder/shots"
cp -r "$system/tmp/shots" "$folder/shots"
