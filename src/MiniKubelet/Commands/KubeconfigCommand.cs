using System.CommandLine;
using MiniKubelet.Hosting;

namespace MiniKubelet.Commands;

/// <summary><c>minikubelet kubeconfig</c>: prints the kubeconfig that the daemon keeps.</summary>
internal static class KubeconfigCommand
{
    public static Command Create()
    {
        var rootDir = new Option<string?>("--root-dir") { Description = "the daemon's state (default /var/lib/minikubelet)" };
        var certDir = new Option<string?>("--cert-dir") { Description = "where the certificates are (default: pki in the root directory)" };
        var command = new Command("kubeconfig", "Print the kubeconfig with which kubectl reaches this daemon.") { rootDir, certDir };
        command.SetAction(result =>
        {
            var options = new DaemonOptions { CertDirectory = result.GetValue(certDir) };
            options = result.GetValue(rootDir) is { } root ? options with { RootDirectory = root } : options;
            var path = Path.Join(options.CertificatePath, "kubeconfig");
            try
            {
                Console.Out.Write(File.ReadAllText(path));
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"minikubelet: {path}: {e.Message} (the daemon writes it when it first starts)");
                return 1;
            }
        });
        return command;
    }
}
