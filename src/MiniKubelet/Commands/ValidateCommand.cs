using System.CommandLine;
using MiniKubelet.Manifests;

namespace MiniKubelet.Commands;

/// <summary><c>minikubelet validate PATH…</c>: reads manifests as the daemon would and says what is wrong.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "manifest files, folders, or - for standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o") { Description = "json for programs" };
        output.AcceptOnlyFromAmong("json");
        var command = new Command("validate", "Check manifests; exits with 1 when one has an error.") { paths, output };
        command.SetAction(result =>
        {
            using var input = Console.OpenStandardInput();
            var found = ManifestValidation.ValidatePaths(result.GetRequiredValue(paths), input);
            if (result.GetValue(output) is null)
            {
                found.WriteText(Console.Out);
            }
            else
            {
                found.WriteJson(Console.Out);
            }

            return found.Errors.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
