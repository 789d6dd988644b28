# shellcheck shell=bash
# The SDK as a batch tool: no banner, no telemetry, no server processes left behind.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
export DOTNET_CLI_HOME=${DOTNET_CLI_HOME:-${HOME:-/root}}
