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

forwarding_down() {
  [[ -e $forwarding_before && -z $(ip -o link show type bridge) ]] || return 0
  cat $forwarding_before >$forwarding
  rm -f $forwarding_before
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
  ip link add "$bridge" type bridge
  ip address add "$prefix.1/24" dev "$bridge"
  ip link set "$bridge" up
  forwarding_up
  exec {lock}>&-
  bridge_rules -I "$bridge" "$prefix.0/24"
  echo "$prefix"
}

network_down() {
  local bridge=$1 prefix=$2
  bridge_rules -D "$bridge" "$prefix.0/24" 2>/dev/null || true
  ip link delete "$bridge" 2>/dev/null || true
  forwarding_down
}

# Another dockerd on the machine sets the FORWARD policy to DROP, which then also cuts the pods of one bridge
# off from each other; and what leaves the machine must carry its address.
bridge_rules() {
  local action=$1 bridge=$2 subnet=$3
  local tag=(-m comment --comment "minikubelet $bridge")
  iptables -w "$action" FORWARD -i "$bridge" "${tag[@]}" -j ACCEPT
  iptables -w "$action" FORWARD -o "$bridge" "${tag[@]}" -j ACCEPT
  iptables -w -t nat "$action" POSTROUTING -s "$subnet" ! -o "$bridge" "${tag[@]}" -j MASQUERADE
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
remove_host_ports() {
  local bridge=$1 result container
  for result in /var/lib/cni/results/"$bridge"-*-eth0; do
    [[ -e $result ]] || continue
    container=$(basename "$result")
    container=${container#"$bridge"-}
    printf '{"cniVersion":"0.4.0","name":"%s","type":"portmap"}' "$bridge" |
      CNI_COMMAND=DEL CNI_CONTAINERID=${container%-eth0} CNI_NETNS='' CNI_IFNAME=eth0 CNI_PATH=/usr/lib/cni \
        /usr/lib/cni/portmap >/dev/null || true
    rm -f "$result"
  done
}
