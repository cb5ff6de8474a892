#!/usr/bin/env bash
# Starts a real Elasticsearch on 127.0.0.1: start.sh HOME PORT [HEAP]. Fetches and builds it the first time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$1 port=$2 heap=${3:-1g}
jars=$here/target/jars
if [ ! -e "$here/target/classes/lab/Server.class" ]; then
  echo "fetching Elasticsearch with maven (about 40 MB, once)" >&2
  (cd "$here" && mvn -q -B compile dependency:copy-dependencies -DoutputDirectory=target/jars) >&2
fi
# The HTTP transport is a module of the server: it has its own class loader, so its own folder.
module=$home/modules/transport-netty4
mkdir -p "$home/config" "$home/logs" "$home/data" "$module"
cp "$here/log4j2.properties" "$home/config/"
cp "$jars"/netty-*.jar "$jars"/transport-netty4-*.jar "$module/"
(cd "$module" && jar xf transport-netty4-*.jar META-INF/es-plugins && grep -v ^modulename= META-INF/es-plugins/transport-netty4/plugin-descriptor.properties > plugin-descriptor.properties && rm -r META-INF)
classpath=$here/target/classes
for jar in "$jars"/*.jar; do
  case $jar in */netty-*|*/transport-netty4-*) ;; *) classpath=$classpath:$jar ;; esac
done
exec java -Xms512m -Xmx"$heap" --add-opens=java.base/java.io=ALL-UNNAMED \
  -Dlog4j2.disable.jmx=true -Djava.io.tmpdir="${TMPDIR:-/tmp}" \
  -cp "$classpath" lab.Server "$home" "$port"
