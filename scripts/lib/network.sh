# shellcheck shell=bash
# A bridge of our own for each private runtime. The bridge is made at once and with its address, so the kernel
# itself keeps two instances from taking one name or subnet.

bridge_name() { printf 'mk-%s' "$(printf '%s' "$1" | sha256sum | cut -c1-8)"; }

# A subnet is free when no address and no route (the default apart) is inside it or contains it.
subnet_is_free() {
  [[ -z $(ip -4 route show table all root "$1" type unicast) ]] &&
    [[ -z $(ip -4 route show table all match "$1" type unicast | grep -v '^default' || true) ]]
}

# Pods behind a bridge need forwarding. What the setting was is kept until the last bridge of anyone is gone.
forwarding=/proc/sys/net/ipv4/ip_forward
forwarding_before=/run/minikubelet-ip-forward

forwarding_up() {
  [[ $(<$forwarding) == 1 ]] || cat $forwarding >$forwarding_before
  echo 1 >$forwarding
}

# Only when no bridge, of anyone, is left. (The portmap plugin never takes its shared chains away.)
last_bridge_gone() {
  [[ -z $(ip -o link show type bridge) ]] || return 0
  if [[ -e $forwarding_before ]]; then
    cat $forwarding_before >$forwarding
    rm -f $forwarding_before
  fi
  iptables -w -t nat -S CNI-HOSTPORT-DNAT 2>/dev/null | grep -q '^-A' || remove_port_chains 2>/dev/null || true
}

# Each of these may be gone already.
remove_port_chains() {
  iptables -w -t nat -D PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
  iptables -w -t nat -D OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
  iptables -w -t nat -D POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ
  local chain
  for chain in DNAT MASQ SETMARK; do
    iptables -w -t nat -F "CNI-HOSTPORT-$chain" && iptables -w -t nat -X "CNI-HOSTPORT-$chain"
  done
  return 0
}

# network_up BRIDGE: prints the subnet's first three octets.
network_up() {
  local bridge=$1 prefix third lock
  exec {lock}>/run/lock/minikubelet-network
  flock "$lock"
  for third in $(seq 1 254); do
    prefix=10.213.$third
    subnet_is_free "$prefix.0/24" && break
    prefix=
  done
  [[ -n $prefix ]] || die "no free /24 left in 10.213.0.0/16"
  # A fixed address: by default a bridge changes its own as pods come and go, and the pods' ARP entries go stale.
  ip link add "$bridge" address "$(printf '0a:58:0a:d5:%02x:01' "$third")" type bridge
  ip address add "$prefix.1/24" dev "$bridge"
  ip link set "$bridge" up
  forwarding_up
  exec {lock}>&-
  add_bridge_rules "$bridge" "$prefix.0/24"
  echo "$prefix"
}

# Whatever is there of it, also after a network_up that was cut short.
network_down() {
  local bridge=$1 table rule
  for table in filter nat; do
    while read -r rule; do
      xargs iptables -w -t "$table" <<<"${rule/#-A/-D}"
    done < <(iptables -w -t "$table" -S | grep -F "minikubelet $bridge")
  done
  ip link delete "$bridge" 2>/dev/null || true
  last_bridge_gone
}

# Another dockerd on the machine sets the FORWARD policy to DROP, which then also cuts the pods of one bridge
# off from each other; and what leaves the machine must carry its address.
add_bridge_rules() {
  local bridge=$1 subnet=$2
  local tag=(-m comment --comment "minikubelet $bridge")
  iptables -w -I FORWARD -i "$bridge" "${tag[@]}" -j ACCEPT
  iptables -w -I FORWARD -o "$bridge" "${tag[@]}" -j ACCEPT
  iptables -w -t nat -I POSTROUTING -s "$subnet" ! -o "$bridge" "${tag[@]}" -j MASQUERADE
}

# write_cni_config FOLDER BRIDGE PREFIX: addresses are kept beside it, not in /var/lib/cni/networks.
write_cni_config() {
  mkdir -p "$1"
  cat >"$1/10-minikubelet.conflist" <<EOF_CONF
{
  "cniVersion": "0.4.0",
  "name": "$2",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "$2",
      "isGateway": true,
      "hairpinMode": true,
      "ipam": {
        "type": "host-local",
        "dataDir": "$1/addresses",
        "ranges": [[{ "subnet": "$3.0/24", "gateway": "$3.1" }]],
        "routes": [{ "dst": "0.0.0.0/0" }]
      }
    },
    { "type": "portmap", "capabilities": { "portMappings": true } }
  ]
}
EOF_CONF
}

# Host ports of pods that were killed rather than removed: ask the plugin that made the rules to take them away.
# It finds them by container; which mapping it is given does not matter, but without one it does nothing.
remove_host_ports() {
  local bridge=$1 result container
  for result in /var/lib/cni/results/"$bridge"-*-eth0; do
    [[ -e $result ]] || continue
    container=$(basename "$result")
    container=${container#"$bridge"-}
    printf '{"cniVersion":"0.4.0","name":"%s","type":"portmap","runtimeConfig":{"portMappings":[{"hostPort":1,"containerPort":1,"protocol":"tcp"}]}}' "$bridge" |
      CNI_COMMAND=DEL CNI_CONTAINERID=${container%-eth0} CNI_NETNS='' CNI_IFNAME=eth0 CNI_PATH=/usr/lib/cni \
        /usr/lib/cni/portmap >/dev/null || true
    rm -f "$result" "/var/lib/cni/results/cni-loopback-${container%-eth0}-lo"
  done
}
