namespace MiniKubelet.Agent.Volumes;

/// <summary>A pod's volumes that are set up.</summary>
/// <param name="HostPaths">Where each volume lies on this machine, by its name.</param>
public sealed record MountedVolumes(EquatableMap<string> HostPaths);
